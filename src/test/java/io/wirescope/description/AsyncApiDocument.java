package io.wirescope.description;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The published AsyncAPI document. */
public final class AsyncApiDocument {

    /** Where it is published. */
    public static final String PATH = "/asyncapi.yaml";

    /** Whoever sends a message, as the document has it: it speaks as the server. */
    public enum Side {
        /** The server. */
        SERVER,
        /** A client. */
        CLIENT
    }

    private final JsonObject json;
    private final URI base;
    private final JsonSchemas schemas = new JsonSchemas();

    /**
     * @param yaml     the document
     * @param envelope the schema that it refers to
     */
    public AsyncApiDocument(String yaml, EnvelopeSchema envelope) {
        this.json = Json.createObjectBuilder(map(yaml)).build();
        this.base = URI.create(json.getString("id"));
        schemas.with(envelope.text());
        messages().forEach((name, message) -> schemas.with(schema(name), message.get("payload")));
    }

    private static Map<String, Object> map(String yaml) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    }

    /** {@return the document as the WAR will have it} */
    public static AsyncApiDocument inSource() {
        return new AsyncApiDocument(EnvelopeSchema.source(PATH), EnvelopeSchema.inSource());
    }

    /** {@return it as JSON} */
    public JsonObject json() {
        return json;
    }

    /** {@return the messages that it describes, by their names in the document} */
    public Map<String, JsonObject> messages() {
        Map<String, JsonObject> messages = new LinkedHashMap<>();
        json.getJsonObject("components").getJsonObject("messages")
                .forEach((name, message) -> messages.put(name, message.asJsonObject()));
        return messages;
    }

    /** {@return the addresses of its channels} */
    public List<String> addresses() {
        return channels().map(channel -> channel.getString("address")).toList();
    }

    /** {@return its channels} */
    public Stream<JsonObject> channels() {
        return json.getJsonObject("channels").values().stream().map(JsonValue::asJsonObject);
    }

    /** {@return the names of the messages that a side sends at an address} */
    public Set<String> messages(Side side, String address) {
        Set<String> found = new LinkedHashSet<>();
        for (JsonValue each : json.getJsonObject("operations").values()) {
            JsonObject operation = each.asJsonObject();
            if (at(ref(operation.get("channel"))).getString("address").equals(address)) {
                boolean sends = operation.getString("action").equals("send");
                if (sends == (side == Side.SERVER)) {
                    found.addAll(names(operation));
                }
                if (side == Side.SERVER && operation.containsKey("reply")) {
                    found.addAll(names(operation.getJsonObject("reply")));
                }
            }
        }
        return found;
    }

    // By way of the channel, which must have the message too.
    private List<String> names(JsonObject operation) {
        return operation.getJsonArray("messages").stream()
                .map(message -> ref(at(ref(message))))
                .map(pointer -> pointer.substring(pointer.lastIndexOf('/') + 1))
                .toList();
    }

    private static String ref(JsonValue reference) {
        return reference.asJsonObject().getString("$ref").substring(1);
    }

    /** {@return the value at a JSON pointer} */
    public JsonObject at(String pointer) {
        return Json.createPointer(pointer).getValue(json).asJsonObject();
    }

    /** {@return which of the messages that a side sends at an address a text is: one, where all is well} */
    public List<String> matches(Side side, String address, String text) {
        return messages(side, address).stream()
                .filter(name -> schemas.problems(schema(name), instance(messages().get(name), text)).isEmpty())
                .toList();
    }

    private static JsonValue instance(JsonObject message, String text) {
        if (message.getString("contentType", "application/json").equals("text/plain")) {
            return Json.createValue(text);
        }
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    // Beside the document, so that what it refers to is found.
    private URI schema(String message) {
        return base.resolve("messages-of-asyncapi-" + message);
    }

    /** {@return the constants of a message's type in the schemas that it describes messages with} */
    public List<String> types(Side side, String address) {
        List<String> types = new ArrayList<>();
        for (String name : messages(side, address)) {
            JsonObject payload = messages().get(name).getJsonObject("payload");
            if (payload.containsKey("allOf")) {
                JsonObject type = payload.getJsonArray("allOf").getJsonObject(1).getJsonObject("properties")
                        .getJsonObject("type");
                if (type.get("const") instanceof JsonString constant) {
                    types.add(constant.getString());
                }
            }
        }
        return types;
    }

    /** {@return a list that the specification does not define} */
    public List<JsonObject> extension(String name) {
        return json.getJsonArray(name).getValuesAs(JsonObject.class);
    }
}
