package io.wirescope.description;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The published JSON Schema of the envelope. */
public final class EnvelopeSchema {

    /** Where it is published. */
    public static final String PATH = "/schemas/envelope-v1.json";

    private final String text;
    private final JsonObject json;
    private final URI id;
    private final JsonSchemas schemas;

    /** @param text the document */
    public EnvelopeSchema(String text) {
        this.text = text;
        this.json = Json.createReader(new StringReader(text)).readObject();
        this.id = URI.create(json.getString("$id"));
        this.schemas = new JsonSchemas().with(text);
    }

    /** {@return the schema as the WAR will have it} */
    public static EnvelopeSchema inSource() {
        return new EnvelopeSchema(source(PATH));
    }

    static String source(String path) {
        try {
            return Files.readString(Path.of("src/main/webapp" + path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return its text} */
    public String text() {
        return text;
    }

    /** {@return it as JSON} */
    public JsonObject json() {
        return json;
    }

    /** {@return what breaks the rules that every message holds to} */
    public List<String> problems(JsonValue message) {
        return schemas.problems(id, message);
    }

    /** {@return what breaks a definition} */
    public List<String> problems(String definition, JsonValue message) {
        return schemas.problems(id.resolve("#/$defs/" + definition), message);
    }

    /** {@return what breaks what a server promises, for a client that wants it flat or not} */
    public List<String> problemsOfServer(JsonObject message, boolean flat) {
        return problems(flat ? "flatServerMessage" : "serverMessage", message);
    }

    /** {@return the constants of a definition that lists them} */
    public List<String> constants(String definition) {
        return json.getJsonObject("$defs").getJsonObject(definition).getJsonArray("oneOf")
                .getValuesAs(JsonObject.class).stream().map(each -> each.getString("const")).toList();
    }
}
