package io.wirescope.envelope;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * A message of {@code envelope-samples}, the set that codec, schema and clients are held against.
 *
 * @param name   distinguishes it from the others of its file
 * @param from   who sends such: {@code client}, {@code server} or {@code either}; null where it is bad
 * @param member the first member that breaks a rule, empty for the message itself; null where it is good
 * @param text   as it goes over the wire
 */
public record EnvelopeSample(String name, String from, String member, String text) {

    /** {@return what is an envelope, in the eyes of all} */
    public static Stream<EnvelopeSample> good() {
        return in("good");
    }

    /** {@return what is none, in the eyes of all} */
    public static Stream<EnvelopeSample> bad() {
        return in("bad");
    }

    /** {@return envelopes that the server never sends} */
    public static Stream<EnvelopeSample> badFromServer() {
        return in("bad-from-server");
    }

    /** {@return what the server refuses and a schema can't} */
    public static Stream<EnvelopeSample> beyondSchema() {
        return in("beyond-schema");
    }

    private static Stream<EnvelopeSample> in(String file) {
        try (InputStream in = EnvelopeSample.class.getResourceAsStream("/envelope-samples/" + file + ".json")) {
            return Samples.parseValue(new String(in.readAllBytes(), StandardCharsets.UTF_8)).asJsonArray()
                    .getValuesAs(JsonObject.class).stream()
                    .map(sample -> new EnvelopeSample(sample.getString("name"), text(sample, "from"),
                            text(sample, "member"), sample.getString("text")));
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    private static String text(JsonObject sample, String member) {
        return sample.get(member) instanceof JsonString text ? text.getString() : null;
    }

    /** {@return whether a side may have sent it} */
    public boolean isFrom(String side) {
        return from.equals(side) || from.equals("either");
    }

    @Override
    public String toString() {
        return name;
    }
}
