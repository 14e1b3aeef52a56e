package io.wirescope.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.drift.DriftLevel;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.InvalidSettingException;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of which event, what is not and why, and what follows for a model. */
class DriftModelsTest {

    private static final Instant NOW = WatchedModel.NOW;

    private final SplittableRandom random = new SplittableRandom(19);
    private final WatchedModel model = new WatchedModel("wirescope.drift.reference-events", "1000",
            "wirescope.drift.max-features", "50", "wirescope.drift.max-models", "100");

    private JsonObject normal(double shift) {
        return JsonFormat.object().add("age", random.nextGaussian() + shift).add("amount", random.nextDouble()).build();
    }

    private void learn() {
        IntStream.range(0, 1000).forEach(i -> model.count(normal(0)));
    }

    private DriftLevel window(double shift) {
        IntStream.range(0, 500).forEach(i -> model.count(normal(shift)));
        return judge();
    }

    private DriftLevel judge() {
        assertThat(model.drift().isDue(NOW)).isTrue();
        return model.drift().judge(NOW).verdict().level();
    }

    @Test
    void aDriftIsDetectedConfirmedAndOver() {
        learn();
        assertThat(window(0)).isEqualTo(DriftLevel.NO_DRIFT);
        assertThat(window(1)).isEqualTo(DriftLevel.DRIFT_DETECTED);
        assertThat(window(1)).isEqualTo(DriftLevel.DRIFT_DETECTED);
        assertThat(window(1)).isEqualTo(DriftLevel.DRIFT_CONFIRMED);
        assertThat(window(0)).isEqualTo(DriftLevel.DRIFT_CONFIRMED);
        assertThat(window(0)).isEqualTo(DriftLevel.DRIFT_CONFIRMED);
        assertThat(window(0)).isEqualTo(DriftLevel.NO_DRIFT);
        assertThat(model.drift().history()).hasSize(7).extracting(Verdict::drifted).containsExactly(0, 1, 1, 1, 0, 0, 0);
        assertThat(model.drift().history().get(1).feature()).isEqualTo("age");
    }

    @Test
    void windowsInWhichDifferentFeaturesDriftConfirmNothing() {
        learn();
        for (int i = 0; i < 6; i++) {
            boolean age = i % 2 == 0;
            IntStream.range(0, 500).forEach(j -> model.count(JsonFormat.object()
                    .add("age", random.nextGaussian() + (age ? 1 : 0))
                    .add("amount", random.nextDouble() + (age ? 0 : 0.5)).build()));
            assertThat(judge()).isEqualTo(DriftLevel.DRIFT_DETECTED);
        }
    }

    @Test
    void aWindowThatIsOldIsJudgedWithFewerEvents() {
        learn();
        IntStream.range(0, 199).forEach(i -> model.count(normal(0)));
        Instant old = NOW.plus(Duration.ofHours(1));
        assertThat(model.drift().isDue(old)).isFalse();
        assertThat(model.drift().missingEvents(NOW)).isEqualTo(301);
        assertThat(model.drift().missingEvents(old)).isEqualTo(1);
        model.count(normal(0));
        assertThat(model.drift().isDue(old.minusMillis(1))).isFalse();
        assertThat(model.drift().isDue(old)).isTrue();
    }

    @Test
    void theEventsThatAreMissingAreThoseOfTheReferenceFirst() {
        model.count(normal(0));
        assertThat(model.drift().missingEvents(NOW)).isEqualTo(999 + 500);
    }

    @Test
    void versionsAreApart() {
        model.countData(JsonFormat.object(WatchedModel.data(normal(0))).add("model_version", "8").build());
        model.countData(JsonFormat.object(WatchedModel.data(normal(0))).remove("model_version").build());
        model.count(normal(0));
        assertThat(model.models().all()).extracting(ModelDrift::key).containsExactly(new ModelKey("fraud", null),
                new ModelKey("fraud", "7"), new ModelKey("fraud", "8"));
    }

    @Test
    void thePredictionAndTheScoreAreJudgedBesideFeaturesOfTheirName() {
        for (int i = 0; i < 1000; i++) {
            model.countData(JsonFormat.object(WatchedModel.data(JsonFormat.object().add("score", i % 7).build()))
                    .add("prediction", i % 2 == 0).add("score", random.nextDouble()).build());
        }
        Bins bins = model.drift().reference().bins();
        assertThat(IntStream.range(0, 3).mapToObj(bins::name)).containsExactly("features.score", "prediction", "score");
        assertThat(bins.labels(1)).containsExactly("false", "true");
        assertThat(bins.labels(0)).hasSize(7);
        assertThat(bins.edges(2)).hasSize(9);
    }

    @Test
    void featuresThatAreIgnoredAreLeftOut() {
        WatchedModel some = new WatchedModel("wirescope.drift.models.fraud.ignore", "id, prediction");
        some.countData(JsonFormat.object(WatchedModel.data(JsonFormat.object().add("id", "x1").add("age", 3).build()))
                .add("prediction", true).build());
        assertThat(some.drift().learning().features().keySet()).containsExactly("age");
    }

    @Test
    void aModelHasSettingsOfItsOwn() {
        DriftModels models = WatchedModel.models("wirescope.drift.models.other.window-events", "100",
                "WIRESCOPE_DRIFT_MODELS_FRAUD_WINDOW_EVENTS", "250", "wirescope.drift.models.fraud.psi", "0.2",
                "wirescope.drift.models.off.detector", "off");
        assertThat(models.use(WatchedModel.KEY, reference(1000), NOW)).hasValueSatisfying(found -> {
            assertThat(found.config().psi()).isEqualTo(0.2);
            assertThat(found.config().referenceEvents()).isEqualTo(5000);
        });
        assertThat(models.use(new ModelKey("other", null), reference(1000), NOW).orElseThrow().config().windowEvents())
                .isEqualTo(100);
        assertThatThrownBy(() -> models.count(JsonFormat.object().add("model", "off").build(), NOW))
                .hasMessage(SkipReason.SWITCHED_OFF.rule());
    }

    @ParameterizedTest
    @CsvSource({"wirescope.drift.models.fraud.window, 100", "wirescope.drift.models.fraud.psi, large",
            "WIRESCOPE_DRIFT_MODELS_FRAUD_PSI, 0", "wirescope.drift.models.fraud.window-events, 99",
            "wirescope.drift.detector, true", "wirescope.drift.reference-events, 999",
            "wirescope.drift.models.psi, 0.2", "WIRESCOPE_DRIFT_MODELS_FRAUD_WINDOW, 100"})
    void aSettingThatCannotBeUsedIsNamed(String key, String value) {
        assertThatThrownBy(() -> new ModelSettings(MapSettings.with(key, value)))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining(key).hasMessageContaining(value);
    }

    private static Reference reference(int events) {
        return ReferenceJson.read(counts(events), 50, Reference.Origin.UPLOADED, NOW);
    }

    private static JsonObject counts(int events) {
        return JsonFormat.object().add("events", events).add("features", JsonFormat.object()
                .add("age", JsonFormat.object().add("edges", JsonFormat.array().add(0).add(1.5))
                        .add("counts", JsonFormat.array().add(events / 2).add(events / 4).add(0)))).build();
    }

    // Bad input

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2]", "\"age\"", "3", "null", "{\"\": 1}", "{\"a\\u0000\": 1}"})
    void featuresThatAreNoObjectAreSkipped(String features) throws MalformedJsonException {
        JsonObject data = JsonFormat.object(WatchedModel.data(JsonValue.EMPTY_JSON_OBJECT))
                .add("features", JsonFormat.read(features)).build();
        assertThat(model.countData(data)).contains(SkipReason.INVALID_FEATURES);
        assertThat(model.models().skipped(SkipReason.INVALID_FEATURES)).isEqualTo(1);
        assertThat(model.models().counted()).isZero();
    }

    @Test
    void tenThousandFeaturesAreSkipped() {
        JsonObjectBuilder features = JsonFormat.object();
        IntStream.range(0, 10_000).forEach(i -> features.add("f" + i, i));
        assertThat(model.countData(WatchedModel.data(features.build()))).contains(SkipReason.TOO_MANY_FEATURES);
    }

    @Test
    void featuresThatChangeTheirNamesWithEachEventAreBounded() {
        IntStream.range(0, 52).forEach(i -> model.count(JsonFormat.object().add("f" + i, i).build()));
        assertThat(model.countData(WatchedModel.data(JsonFormat.object().add("f52", 1).build())))
                .contains(SkipReason.TOO_MANY_FEATURES);
        model.count(JsonFormat.object().add("f7", 1).build());
        assertThat(model.drift().learning().features()).hasSize(52);
    }

    @Test
    void thePredictionAndTheScoreComeBesideAsManyFeaturesAsThereMayBe() {
        JsonObjectBuilder features = JsonFormat.object();
        IntStream.range(0, 50).forEach(i -> features.add("f" + i, i));
        assertThat(model.countData(JsonFormat.object(WatchedModel.data(features.build())).add("prediction", 1)
                .add("score", 0.5).build())).isEmpty();
    }

    @Test
    void aNumberThatTurnsIntoATextMidwayIsMissingAndDrifts() {
        learn();
        for (int i = 0; i < 500; i++) {
            model.count(JsonFormat.object().add("age", i < 250 ? JsonFormat.string("NaN") : JsonFormat.string("41 years"))
                    .add("amount", random.nextDouble()).build());
        }
        assertThat(judge()).isEqualTo(DriftLevel.DRIFT_DETECTED);
        Bins bins = model.drift().reference().bins();
        int[] counts = model.drift().last().of(bins.indexOf("age"));
        assertThat(counts[counts.length - 1]).isEqualTo(500);
        assertThat(model.drift().history().get(0).feature()).isEqualTo("age");
    }

    @Test
    void someTextsAmongTheNumbersOfAReferenceAreMissing() {
        for (int i = 0; i < 1000; i++) {
            model.count(JsonFormat.object().add("age", i % 10 == 0 ? JsonFormat.string("NaN") : number(random.nextGaussian()))
                    .build());
        }
        int[] counts = model.drift().reference().counts().of(0);
        assertThat(model.drift().reference().bins().isNumber(0)).isTrue();
        assertThat(counts[counts.length - 1]).isEqualTo(100);
    }

    private static JsonValue number(double value) {
        return JsonFormat.array().add(value).build().get(0);
    }

    @Test
    void numbersBeyondADoubleAreMissing() throws MalformedJsonException {
        for (int i = 0; i < 1000; i++) {
            model.count(JsonFormat.read("{\"age\": " + (i % 2 == 0 ? "1e999999999" : String.valueOf(i)) + "}").asJsonObject());
        }
        int[] counts = model.drift().reference().counts().of(0);
        assertThat(counts[counts.length - 1]).isEqualTo(500);
    }

    @Test
    void oneValueOnlyNeverDriftsUntilThereIsAnother() {
        JsonObject constant = JsonFormat.object().add("region", "EU").add("zero", 0).add("none", JsonValue.NULL)
                .add("list", JsonFormat.array().add(1)).build();
        IntStream.range(0, 1500).forEach(i -> model.count(constant));
        assertThat(judge()).isEqualTo(DriftLevel.NO_DRIFT);
        assertThat(model.drift().divergences()).extracting(Divergence::psi).containsOnly(0.0);

        IntStream.range(0, 500).forEach(i -> model.count(JsonFormat.object(constant).add("zero", 1).build()));
        assertThat(judge()).isEqualTo(DriftLevel.DRIFT_DETECTED);
        assertThat(model.drift().history().get(1).feature()).isEqualTo("zero");
    }

    @Test
    void aModelNameOfTenKibibytesIsSkipped() {
        assertThat(model.countData(JsonFormat.object(WatchedModel.data(normal(0))).add("model", "m".repeat(10 << 10)).build()))
                .contains(SkipReason.INVALID_MODEL);
        assertThat(model.countData(JsonFormat.object(WatchedModel.data(normal(0))).remove("model").build()))
                .contains(SkipReason.INVALID_MODEL);
        assertThat(model.countData(JsonFormat.object(WatchedModel.data(normal(0))).add("model_version", 7).build()))
                .contains(SkipReason.INVALID_VERSION);
        assertThat(model.countData(JsonFormat.object().add("model", "fraud").build()))
                .contains(SkipReason.NOTHING_TO_COUNT);
    }

    @Test
    void tenThousandModelsAreBounded() {
        for (int i = 0; i < 10_000; i++) {
            model.countData(JsonFormat.object(WatchedModel.data(normal(0))).add("model", "m" + i).build());
        }
        assertThat(model.models().size()).isEqualTo(100);
        assertThat(model.models().skipped(SkipReason.TOO_MANY_MODELS)).isEqualTo(9_900);
    }

    @Test
    void aModelThatIsIdleLeavesItsPlaceToAnother() throws Exception {
        DriftModels models = WatchedModel.models("wirescope.drift.max-models", "2");
        for (int i = 0; i < 2; i++) {
            models.count(JsonFormat.object().add("model", "m" + i).add("score", 1).build(), NOW.plusSeconds(i));
        }
        JsonObject third = JsonFormat.object().add("model", "m2").add("score", 1).build();
        assertThatThrownBy(() -> models.count(third, NOW.plus(Duration.ofDays(7))))
                .hasMessage(SkipReason.TOO_MANY_MODELS.rule());
        models.count(third, NOW.plus(Duration.ofDays(7)).plusSeconds(1));
        assertThat(models.all()).extracting(each -> each.key().model()).containsExactly("m1", "m2");
        assertThat(models.learningBytes()).isEqualTo(models.all().stream().mapToLong(each -> each.learning().bytes()).sum());
    }

    @Test
    void theMemoryOfLearningIsBounded() {
        WatchedModel some = new WatchedModel("wirescope.drift.learning-bytes", Integer.toString(1 << 20),
                "wirescope.drift.reference-events", "100000");
        JsonObjectBuilder features = JsonFormat.object();
        IntStream.range(0, 50).forEach(i -> features.add("f" + i, i + 0.5));
        JsonObject wide = features.build();
        int first = 0;
        while (some.countData(JsonFormat.object(WatchedModel.data(wide)).add("model", "wide").build()).isEmpty()
                && some.models().all().get(0).reference() == null) {
            first++;
        }
        assertThat(first).isGreaterThan(1000);
        assertThat(some.models().learningBytes()).isZero(); // it is complete early, and the memory free

        int second = 0;
        while (some.models().learningBytes() < 1 << 20) {
            some.countData(JsonFormat.object(WatchedModel.data(wide)).add("model", "m" + second++ / 500).build());
        }
        assertThat(some.countData(JsonFormat.object(WatchedModel.data(wide)).add("model", "late").build()))
                .contains(SkipReason.OUT_OF_MEMORY);
    }

    @Test
    void manyDifferentTextsAreBounded() {
        IntStream.range(0, 1000).forEach(i -> model.count(JsonFormat.object()
                .add("id", "user-" + i + "-" + "x".repeat(5000)).build()));
        assertThat(model.drift().reference().bins().labels(0)).hasSize(50).allMatch(label -> label.length() <= 64);
        IntStream.range(0, 500).forEach(i -> model.count(JsonFormat.object().add("id", "other-" + i).build()));
        assertThat(judge()).isEqualTo(DriftLevel.NO_DRIFT);
    }

    @Test
    void aReferenceOfThreeEventsIsRefused() {
        JsonObject three = counts(3);
        assertThatThrownBy(() -> ReferenceJson.read(three, 50, Reference.Origin.UPLOADED, NOW))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessage("events must be a whole number from 1000 to 1000000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}|features must be an object of 1 to 50",
        "{\"a\": 1}|features.a must be an object",
        "{\"a\": {}}|features.a must have edges and counts, or values",
        "{\"a\": {\"edges\": [1, 1], \"counts\": [1, 1, 1]}}|features.a.edges must be an array",
        "{\"a\": {\"edges\": [1], \"counts\": [1]}}|features.a.counts must be an array of 2 counts",
        "{\"a\": {\"edges\": [1], \"counts\": [1, -1]}}|features.a.counts[1] must be a whole number",
        "{\"a\": {\"edges\": [1], \"counts\": [1, 1.5]}}|features.a.counts[1] must be a whole number",
        "{\"a\": {\"edges\": [\"NaN\"], \"counts\": [1, 1]}}|features.a.edges must be an array",
        "{\"a\": {\"edges\": [1e999], \"counts\": [1, 1]}}|features.a.edges must be an array",
        "{\"a\": {\"edges\": [1], \"counts\": [900, 101]}}|features.a must not count more than the 1000 events",
        "{\"a\": {\"values\": [1]}}|features.a.values must be an object",
        "{\"a\": {\"values\": {\"DE\": 1000}, \"other\": 1}}|features.a must not count more"})
    void aReferenceThatBreaksARuleIsRefused(String features, String message) throws MalformedJsonException {
        JsonObject json = JsonFormat.object().add("events", 1000).add("features", JsonFormat.read(features)).build();
        assertThatThrownBy(() -> ReferenceJson.read(json, 50, Reference.Origin.UPLOADED, NOW))
                .isInstanceOf(InvalidFieldException.class).hasMessageStartingWith(message);
    }

    @Test
    void anUploadedReferenceIsComparedWithAtOnceAndCanBeLearnedAnew() {
        model.models().use(WatchedModel.KEY, reference(2000), NOW);
        IntStream.range(0, 500).forEach(i -> model.count(JsonFormat.object().add("age", 5).add("more", 1).build()));
        assertThat(judge()).isEqualTo(DriftLevel.DRIFT_DETECTED);

        model.models().relearn(WatchedModel.KEY, NOW);
        assertThat(model.drift().level()).isEqualTo(DriftLevel.NO_DRIFT);
        assertThat(model.drift().reference()).isNull();
        learn();
        assertThat(model.drift().reference().origin()).isEqualTo(Reference.Origin.LEARNED);
    }

    @Test
    void aReferenceIsMadeOfSamples() {
        JsonArrayBuilder samples = JsonFormat.array();
        IntStream.range(0, 1000).forEach(i -> samples.add(JsonFormat.object().add("features", normal(0)).add("score", i)));
        List<JsonObject> brought = samples.build().getValuesAs(JsonObject.class);
        Reference made = model.models().reference(WatchedModel.KEY, brought, NOW);
        assertThat(made.bins().size()).isEqualTo(3);
        assertThat(made.counts().of(2)).startsWith(100, 100, 100);

        List<JsonObject> broken = List.of(brought.get(0), JsonFormat.object().add("features", 1).build());
        assertThatThrownBy(() -> model.models().reference(WatchedModel.KEY, broken, NOW))
                .hasMessage("samples[1] " + SkipReason.INVALID_FEATURES.rule());
    }
}
