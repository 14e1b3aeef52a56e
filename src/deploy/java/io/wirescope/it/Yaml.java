package io.wirescope.it;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;

/** YAML, read as JSON. A duplicate key is an error. */
final class Yaml {

    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private Yaml() {
    }

    static JsonObject object(Path file) throws IOException {
        return object(Files.readString(file));
    }

    /** {@return the only document, which is an object} */
    static JsonObject object(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return GSON.toJsonTree(new org.yaml.snakeyaml.Yaml(options).<Object>load(text)).getAsJsonObject();
    }

    /** {@return the value at a path of member names} */
    static JsonElement at(JsonElement from, String... path) {
        JsonElement found = from;
        for (String name : path) {
            found = found.getAsJsonObject().get(name);
            if (found == null) {
                throw new AssertionError("no " + String.join(".", path) + " in " + from);
            }
        }
        return found;
    }

    static String text(JsonElement from, String... path) {
        return at(from, path).getAsString();
    }

    /** {@return the members of an array, which are objects} */
    static List<JsonObject> objects(JsonElement from, String... path) {
        JsonArray array = at(from, path).getAsJsonArray();
        return array.asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    static List<String> texts(JsonElement from, String... path) {
        return at(from, path).getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }
}
