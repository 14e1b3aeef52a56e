package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.http.HttpHeaders;
import java.util.List;

/** An answer in the form that all have (contract, section 7). */
record Answer(int status, HttpHeaders headers, JsonObject body) {

    /** Reads an answer, and holds it to the form. */
    static Answer of(int status, HttpHeaders headers, String text) {
        assertThat(headers.firstValue("Content-Type").orElse("none"))
                .as("%s %s", status, text).startsWith("application/json");
        Answer answer = new Answer(status, headers, parse(text));
        answer.checkForm();
        return answer;
    }

    private void checkForm() {
        assertThat(body.keySet()).containsExactlyInAnyOrder("success", "data", "error", "meta");
        assertThat(body.getBoolean("success")).isEqualTo(status < 400);
        assertThat(body.isNull("data")).isEqualTo(status >= 400);
        assertThat(body.isNull("error")).isEqualTo(status < 400);
        if (status >= 400) {
            assertThat(error().getString("code")).isNotEmpty();
            assertThat(error().getString("message")).isNotEmpty();
            assertThat(error().toString()).doesNotContain("Exception", "io.wirescope", "\tat ");
        }
        JsonObject meta = body.getJsonObject("meta");
        assertThat(meta.keySet()).contains("message", "request_id", "timestamp")
                .isSubsetOf("message", "request_id", "timestamp", "nodes");
        assertThat(meta.getString("request_id")).isNotEmpty().isEqualTo(header("X-Request-ID"));
    }

    /** {@return a value as text: Payara writes the numbers of a health check as strings} */
    static String text(JsonValue value) {
        return value instanceof JsonString string ? string.getString() : value.toString();
    }

    static JsonObject parse(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** {@return the ids of the servers that answered, or that did not: {@code answered} or {@code missing}} */
    List<String> nodes(String which) {
        return body.getJsonObject("meta").getJsonObject("nodes").getJsonArray(which)
                .getValuesAs(JsonString::getString);
    }

    JsonObject data() {
        return body.getJsonObject("data");
    }

    JsonObject error() {
        return body.getJsonObject("error");
    }

    /** {@return a header, or null} */
    String header(String name) {
        return headers.firstValue(name).orElse(null);
    }
}
