package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FlatTextTest {

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();
    private static final String TIME = "2025-08-16T01:36:59Z";
    private static final List<String> NASTY = List.of("envelope_version", "type", "timestamp", "request_id", "trace",
            "payload", "meta", "types", "", "\"", "\\", "\\\"", "\"payload\":{", "{", "}", "[", "]", ",", ":", "\ud800",
            "\u0000", "é", "😀");

    @Property(edgeCases = EdgeCasesMode.NONE) // their combinations take longer than all the tries
    void itIsWhatTheCodecWrites(@ForAll("objects") JsonObject payload, @ForAll("names") String text) {
        assertAsTheCodec(new Envelope("news" + text, TIME, text, Peers.TRACE, payload, payload));
        assertAsTheCodec(new Envelope("news", TIME, null, null, payload, null));
    }

    @Test
    void noDepthIsTooDeepAndNoNumberTooLong() {
        JsonValue deep = JsonFormat.array().add(new BigDecimal("1" + "0".repeat(5000) + ".10")).build();
        for (int i = 0; i < 600; i++) {
            deep = JsonFormat.array().add(JsonFormat.object().add("in", deep)).build();
        }
        assertAsTheCodec(new Envelope("news", TIME, "r1", null, JsonFormat.object().add("deep", deep).build(), null));
    }

    private static void assertAsTheCodec(Envelope envelope) {
        assertThat(FlatText.of(CODEC.write(envelope))).isEqualTo(CODEC.writeFlat(envelope));
    }

    @Provide
    Arbitrary<JsonObject> objects() {
        return objectsOf(Arbitraries.recursive(FlatTextTest::scalars,
                inner -> Arbitraries.oneOf(scalars(), objectsOf(inner), inner.list().ofMaxSize(3)
                        .map(list -> list.stream().collect(JsonFormat::array, (array, value) -> array.add(value),
                                (one, other) -> one.addAll(other)).build())), 0, 3));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(Arbitraries.of(NASTY), Arbitraries.strings().ofMaxLength(5));
    }

    private static Arbitrary<JsonValue> scalars() {
        return Arbitraries.oneOf(Arbitraries.of(JsonValue.NULL, JsonValue.TRUE, JsonValue.EMPTY_JSON_OBJECT,
                JsonValue.EMPTY_JSON_ARRAY), Arbitraries.of(NASTY).map(JsonFormat::string),
                Arbitraries.of("0", "-1.50", "1E+1000000000").map(digits -> JsonFormat.array()
                        .add(new BigDecimal(digits)).build().get(0)));
    }

    private Arbitrary<JsonObject> objectsOf(Arbitrary<? extends JsonValue> values) {
        return Arbitraries.maps(names(), values).ofMaxSize(5).map(FlatTextTest::object);
    }

    private static JsonObject object(Map<String, ? extends JsonValue> members) {
        JsonObjectBuilder object = JsonFormat.object();
        members.forEach(object::add);
        return object.build();
    }
}
