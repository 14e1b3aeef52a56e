package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.internal.rest.view.JsonbResolver;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import java.util.List;

/** What the nodes send each other of the API, as JSON. */
public final class Bodies {

    private static final Jsonb JSONB = new JsonbResolver().getContext(Object.class);

    private Bodies() {
    }

    /** {@return a view as the API writes it} */
    public static String write(Object view) {
        return JSONB.toJson(view);
    }

    /**
     * {@return a question as a JSON object}
     *
     * @throws IllegalArgumentException when it is none
     */
    static JsonObject read(String question) {
        try {
            return JsonFormat.read(question).asJsonObject();
        } catch (MalformedJsonException | ClassCastException e) {
            throw new IllegalArgumentException("a question must be a JSON object", e);
        }
    }

    /** {@return the objects of an array; throws where the member is no array of objects} */
    static List<JsonObject> objects(JsonObject parent, String member) {
        JsonArray array = parent.getJsonArray(member);
        return array.stream().map(JsonValue::asJsonObject).toList();
    }
}
