package io.wirescope.description;

import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JakartaJsonNode;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.List;

/** JSON Schemas that may refer to one another, by their identifiers. */
public final class JsonSchemas {

    private final Validator validator = new ValidatorFactory()
            .withJsonNodeFactory(new JakartaJsonNode.Factory())
            .createValidator();

    /** Adds a schema under its own {@code $id}; fails where it breaks its meta-schema. */
    public JsonSchemas with(String schema) {
        validator.registerSchema(schema);
        return this;
    }

    /** Adds a schema under an identifier. */
    public JsonSchemas with(URI id, JsonValue schema) {
        validator.registerSchema(id, schema.toString());
        return this;
    }

    /** {@return what is wrong with a value in the eyes of a schema; empty where nothing is} */
    public List<String> problems(URI schema, JsonValue value) {
        Validator.Result result = validator.validate(schema, value);
        if (result.isValid()) {
            return List.of();
        }
        return result.getErrors().stream().map(JsonSchemas::text).toList();
    }

    private static String text(Error error) {
        return error.getInstanceLocation() + ": " + error.getError() + " (" + error.getSchemaLocation() + ")";
    }
}
