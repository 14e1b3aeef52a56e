package io.wirescope.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The detector's figures against those that SciPy computed; {@code fixtures.py} beside the data made them. */
class DriftFiguresTest {

    private static final Offset<Double> EXACT = offset(1e-9);

    private static final JsonObject FIXTURES = read();

    private static JsonObject read() {
        try (InputStream in = DriftFiguresTest.class.getResourceAsStream("/drift/fixtures.json")) {
            return JsonFormat.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)).asJsonObject();
        } catch (IOException | MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonObject> objects(JsonObject parent, String name) {
        return parent.getJsonArray(name).getValuesAs(JsonObject.class);
    }

    private static double number(JsonObject object, String name) {
        return object.getJsonNumber(name).doubleValue();
    }

    private static int[] counts(JsonArray array) {
        return array.getValuesAs(JsonNumber.class).stream().mapToInt(JsonNumber::intValueExact).toArray();
    }

    @Test
    void thePointsOfChiSquared() {
        assertThat(objects(FIXTURES, "points")).hasSizeGreaterThan(300).allSatisfy(fixture -> {
            double expected = number(fixture, "point");
            assertThat(ChiSquared.point(number(fixture, "tail"), fixture.getInt("freedom")))
                    .isCloseTo(expected, offset(1e-9 * Math.max(1, expected)));
        });
    }

    @Test
    void theTailIsTheInverseOfThePoint() {
        for (int freedom = 1; freedom < 60; freedom++) {
            assertThat(ChiSquared.tail(ChiSquared.point(0.001, freedom), freedom)).isCloseTo(0.001, offset(1e-13));
        }
        assertThat(ChiSquared.tail(0, 5)).isEqualTo(1);
        assertThat(ChiSquared.point(0.001, 0)).isZero();
    }

    @Test
    void theFiguresOfCounts() {
        assertThat(objects(FIXTURES, "divergences")).hasSize(200).allSatisfy(fixture -> {
            DriftGuard guard = new DriftGuard(0.1, fixture.getInt("features"));
            assertSame(Divergence.of(counts(fixture.getJsonArray("reference")), counts(fixture.getJsonArray("current")),
                    fixture.getInt("ordered"), guard), fixture);
        });
    }

    private static void assertSame(Divergence divergence, JsonObject expected) {
        assertThat(divergence.psi()).isCloseTo(number(expected, "psi"), EXACT);
        assertThat(divergence.jensenShannon()).isCloseTo(number(expected, "jensen_shannon"), EXACT);
        assertThat(divergence.threshold()).isCloseTo(number(expected, "threshold"), EXACT);
        if (expected.get("ks") == JsonValue.NULL) {
            assertThat(divergence.ks()).isNaN();
        } else {
            assertThat(divergence.ks()).isCloseTo(number(expected, "ks"), EXACT);
        }
    }

    @Test
    void theFiguresOfAModelsEvents() {
        JsonObject fixture = FIXTURES.getJsonObject("model");
        WatchedModel model = new WatchedModel("wirescope.drift.reference-events", "1000");
        objects(fixture, "reference").forEach(model::count);
        objects(fixture, "window").forEach(model::count);

        ModelDrift drift = model.drift();
        JsonObject expected = fixture.getJsonObject("figures");
        List<Divergence> divergences = drift.judge(WatchedModel.NOW).divergences();
        assertThat(divergences).hasSameSizeAs(expected.keySet());
        for (int i = 0; i < divergences.size(); i++) {
            assertSame(divergences.get(i), expected.getJsonObject(drift.reference().bins().name(i)));
        }
        assertThat(drift.history().get(0).feature()).isEqualTo("country");
    }
}
