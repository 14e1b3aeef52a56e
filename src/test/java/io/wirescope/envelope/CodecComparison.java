package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** Holds the codec, which leaves objects as text, to what {@link TreeCodec} reads and writes by JSON-P only. */
final class CodecComparison {

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();
    private static final TreeCodec TREE = new TreeCodec();

    private CodecComparison() {
    }

    /** Asserts that a text is read alike by both, or refused alike, and that what is read is written alike. */
    static void assertSame(String text) {
        IncomingMessage expected;
        try {
            expected = TREE.read(text);
        } catch (InvalidMessageException e) {
            assertRefused(text, e);
            return;
        }
        assertRead(text, expected);
    }

    private static void assertRefused(String text, InvalidMessageException expected) {
        try {
            assertThat(CODEC.read(text)).as("read of a text that must be refused: %s", text).isNull();
        } catch (InvalidMessageException e) {
            assertThat(e).hasMessage(expected.getMessage());
            assertThat(e.code()).isEqualTo(expected.code());
            assertThat(e.details()).isEqualTo(expected.details());
            assertThat(e.requestId()).isEqualTo(expected.requestId());
            assertThat(e.trace()).isEqualTo(expected.trace());
            assertThat(e.enveloped()).isEqualTo(expected.enveloped());
        }
    }

    private static void assertRead(String text, IncomingMessage expected) {
        IncomingMessage read;
        try {
            read = CODEC.read(text);
        } catch (InvalidMessageException e) {
            throw new AssertionError("Refused: " + text, e);
        }
        assertWritten(read.source(), expected.source()); // before anything has looked at its members
        assertThat(read).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(expected).isEqualTo(read);
        assertThat(read.type()).isEqualTo(expected.type());
        assertThat(read.requestId()).isEqualTo(expected.requestId());
        assertThat(read.trace()).isEqualTo(expected.trace());
        assertMembers(read.source(), expected.source());
        if (expected instanceof EnvelopedMessage enveloped) {
            assertWritten(((EnvelopedMessage) read).envelope().payload(), enveloped.envelope().payload());
            assertWritten(((EnvelopedMessage) read).envelope(), enveloped.envelope());
        }
    }

    private static void assertWritten(Envelope envelope, Envelope expected) {
        assertThat(CODEC.write(envelope)).isEqualTo(TREE.write(expected));
        assertThat(CODEC.writeFlat(envelope)).isEqualTo(TREE.writeFlat(expected));
    }

    private static void assertWritten(JsonObject object, JsonObject expected) {
        assertThat(JsonFormat.write(object)).isEqualTo(JsonFormat.write(out -> out.write(expected)));
        assertWritten(echo(object), echo(expected));
    }

    private static Envelope echo(JsonObject source) {
        return new Envelope("echo", Samples.TIMESTAMP, null, null,
                JsonFormat.object().add("original_message", source).add("message_type", "a").build(), null);
    }

    private static void assertMembers(JsonObject object, JsonObject expected) {
        assertThat(object.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, value) -> {
            JsonValue found = object.get(name);
            assertThat(found).isEqualTo(value).hasSameHashCodeAs(value);
            assertThat(found.getValueType()).isEqualTo(value.getValueType());
            assertThat(object.containsKey(name)).isTrue();
            if (value instanceof JsonObject inner) {
                assertMembers(found.asJsonObject(), inner);
            }
        });
        assertThat(object).doesNotContainKey("no such name");
        assertThat(object.get("no such name")).isNull();
    }
}
