package io.wirescope.envelope;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object that stays the text it came as until somebody looks at its members, and is written by copying that.
 * Immutable and thread-safe.
 */
final class JsonSlice extends AbstractMap<String, JsonValue> implements JsonObject {

    private final JsonIndex index;
    private final int place;

    private volatile Map<String, JsonValue> members; // made when all are asked for

    /**
     * @param index has the text
     * @param place where the object is there
     */
    JsonSlice(JsonIndex index, int place) {
        this.index = index;
        this.place = place;
    }

    /** Writes the object as {@link JsonFormat} writes one that was parsed. */
    void writeTo(JsonText out) {
        index.write(place, out);
    }

    private int find(Object key) {
        return key instanceof String name ? index.find(place, name) : -1;
    }

    @Override
    public JsonValue get(Object key) {
        int member = find(key);
        return member < 0 ? null : index.value(member);
    }

    @Override
    public boolean containsKey(Object key) {
        return find(key) >= 0;
    }

    @Override
    public Set<Entry<String, JsonValue>> entrySet() {
        Map<String, JsonValue> found = members;
        if (found == null) { // two threads may both make them, and they are the same
            found = Collections.unmodifiableMap(index.members(place));
            members = found;
        }
        return found.entrySet();
    }

    @Override
    public ValueType getValueType() {
        return ValueType.OBJECT;
    }

    @Override
    public JsonArray getJsonArray(String name) {
        return (JsonArray) get(name);
    }

    @Override
    public JsonObject getJsonObject(String name) {
        return (JsonObject) get(name);
    }

    @Override
    public JsonNumber getJsonNumber(String name) {
        return (JsonNumber) get(name);
    }

    @Override
    public JsonString getJsonString(String name) {
        return (JsonString) get(name);
    }

    @Override
    public String getString(String name) {
        return getJsonString(name).getString();
    }

    @Override
    public String getString(String name, String otherwise) {
        return get(name) instanceof JsonString text ? text.getString() : otherwise;
    }

    @Override
    public int getInt(String name) {
        return getJsonNumber(name).intValue();
    }

    @Override
    public int getInt(String name, int otherwise) {
        return get(name) instanceof JsonNumber number ? number.intValue() : otherwise;
    }

    @Override
    public boolean getBoolean(String name) {
        JsonValue value = get(name);
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        if (value == null) {
            throw new NullPointerException(name);
        }
        throw new ClassCastException(name + " is " + JsonFormat.kind(value));
    }

    @Override
    public boolean getBoolean(String name, boolean otherwise) {
        JsonValue value = get(name);
        return value == JsonValue.TRUE || value != JsonValue.FALSE && otherwise;
    }

    @Override
    public boolean isNull(String name) {
        return get(name).equals(JsonValue.NULL);
    }

    @Override
    public String toString() {
        return JsonFormat.write(this);
    }
}
