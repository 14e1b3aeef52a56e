package io.wirescope.internal.upstream;

import io.wirescope.connection.Role;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Utf8;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the answer to {@code io.wirescope.connect}: {@code {"role"?, "channels"?, "attributes"?}}. */
final class AdmittanceReader {

    /** The most bytes of attributes: they go into a header of each call. */
    static final int MAX_ATTRIBUTES_BYTES = 4096;

    private static final int MAX_CHANNELS = 100;

    private AdmittanceReader() {
    }

    /** {@return what the answer says, or empty where it breaks a rule} */
    static Optional<Admittance> read(JsonObject answer) {
        Optional<Role> role = Optional.ofNullable(answer.get("role")).flatMap(AdmittanceReader::role);
        Optional<List<String>> channels = channels(answer.getOrDefault("channels", JsonValue.EMPTY_JSON_ARRAY));
        JsonValue attributes = answer.getOrDefault("attributes", JsonValue.EMPTY_JSON_OBJECT);
        if (answer.containsKey("role") && role.isEmpty() || channels.isEmpty() || !(attributes instanceof JsonObject object)
                || Utf8.length(JsonFormat.write(attributes)) > MAX_ATTRIBUTES_BYTES) {
            return Optional.empty();
        }
        return Optional.of(new Admittance(Optional.empty(), role, channels.get(), object));
    }

    private static Optional<Role> role(JsonValue value) {
        return value instanceof JsonString text ? Role.of(text.getString()) : Optional.empty();
    }

    private static Optional<List<String>> channels(JsonValue value) {
        if (!(value instanceof JsonArray array) || array.size() > MAX_CHANNELS) {
            return Optional.empty();
        }
        List<String> channels = new ArrayList<>();
        for (JsonValue one : array) {
            if (!(one instanceof JsonString text)) {
                return Optional.empty();
            }
            channels.add(text.getString());
        }
        return Optional.of(channels);
    }
}
