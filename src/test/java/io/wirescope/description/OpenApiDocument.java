package io.wirescope.description;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The published OpenAPI document. */
public final class OpenApiDocument {

    private static final Path SOURCE = Path.of("src/main/resources/META-INF/openapi.yaml");

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");

    private final JsonObject json;

    private OpenApiDocument(String yaml) {
        Map<String, Object> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        this.json = Json.createObjectBuilder(document).build();
    }

    /** {@return the document as the WAR will have it} */
    public static OpenApiDocument inSource() {
        try {
            return new OpenApiDocument(Files.readString(SOURCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return every call, by its method in upper case and its path, such as {@code GET /api/v2/drift/status}} */
    public Map<String, JsonObject> calls() {
        Map<String, JsonObject> calls = new LinkedHashMap<>();
        json.getJsonObject("paths").forEach((path, item) -> item.asJsonObject().forEach((method, call) -> {
            if (METHODS.contains(method)) {
                calls.put(method.toUpperCase(Locale.ROOT) + " " + path, call.asJsonObject());
            }
        }));
        return calls;
    }

    /** {@return the texts of a content's examples, with references resolved, by their names} */
    public Map<String, String> examples(JsonObject content) {
        return content.getJsonObject("examples").entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                example -> resolve(example.getValue().asJsonObject()).getString("value")));
    }

    /** {@return an example that several calls share} */
    public String sharedExample(String name) {
        return json.getJsonObject("components").getJsonObject("examples").getJsonObject(name).getString("value");
    }

    private JsonObject resolve(JsonObject example) {
        return example.containsKey("$ref")
                ? json.getValue(example.getString("$ref").substring(1)).asJsonObject() : example;
    }
}
