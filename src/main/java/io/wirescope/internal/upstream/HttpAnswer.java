package io.wirescope.internal.upstream;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what an HTTP upstream answers (contract, section 8). Nothing of it reaches a client but what is named there. */
final class HttpAnswer {

    private static final String CLOUD_EVENT = "application/cloudevents+json";
    private static final String CLOUD_EVENTS = "application/cloudevents";
    private static final String VERSION = "1.0";

    /** The most characters of a problem's member that a client gets. */
    private static final int MAX_PROBLEM_TEXT = 1024;

    /** What is wrong with an answer, for operators. */
    private static final class BrokenException extends Exception {

        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message, null, false, false);
        }
    }

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;
    private final String asked;

    private HttpAnswer(int status, HttpHeaders headers, byte[] body, String asked) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.asked = asked;
    }

    /**
     * Reads an answer.
     *
     * @param asked the type of the message that is answered
     */
    static Answer read(int status, HttpHeaders headers, byte[] body, String asked) {
        return new HttpAnswer(status, headers, body, asked).read();
    }

    private Answer read() {
        String text = Integer.toString(status);
        try {
            return switch (status) {
                case 202, 204 -> Answer.nothing(text);
                case 200 -> message();
                default -> {
                    if (status >= 400 && status < 500) {
                        yield Answer.refused(refusal(), status == 429, text, body.length);
                    }
                    throw new BrokenException("status " + status);
                }
            };
        } catch (BrokenException e) {
            return Answer.failed(text, e.getMessage(), body.length);
        }
    }

    private Answer message() throws BrokenException {
        String mediaType = mediaType().orElseThrow(() -> new BrokenException("no content type"));
        if (mediaType.equals(CLOUD_EVENT)) {
            return structured(object());
        }
        if (mediaType.startsWith(CLOUD_EVENTS)) {
            throw new BrokenException("content type " + mediaType);
        }
        Optional<String> version = headers.firstValue("ce-specversion");
        if (version.isEmpty() && headers.firstValue("ce-type").isPresent()) {
            throw new BrokenException("CloudEvent without specversion");
        }
        if (version.isPresent()) {
            return binary(version.get(), mediaType);
        }
        requireJson(mediaType);
        return checked(asked + ".result", object());
    }

    private Answer structured(JsonObject event) throws BrokenException {
        requireVersion(text(event, "specversion"));
        requireText(text(event, "id"), "id");
        requireText(text(event, "source"), "source");
        String contentType = text(event, "datacontenttype");
        if (contentType != null) {
            requireJson(mediaType(contentType));
        }
        if (event.containsKey("data_base64")) {
            throw new BrokenException("CloudEvent with data that is not JSON");
        }
        JsonValue data = event.get("data");
        if (data != null && !(data instanceof JsonObject)) {
            throw new BrokenException("CloudEvent whose data is " + JsonFormat.kind(data));
        }
        return checked(requireText(text(event, "type"), "type"),
                data == null ? JsonValue.EMPTY_JSON_OBJECT : (JsonObject) data);
    }

    private Answer binary(String version, String mediaType) throws BrokenException {
        requireVersion(version);
        requireText(headers.firstValue("ce-id").orElse(null), "id");
        requireText(headers.firstValue("ce-source").orElse(null), "source");
        requireJson(mediaType);
        return checked(HeaderText.decode(requireText(headers.firstValue("ce-type").orElse(null), "type")),
                body.length == 0 ? JsonValue.EMPTY_JSON_OBJECT : object());
    }

    private Answer checked(String type, JsonObject payload) throws BrokenException {
        Optional<String> broken = ReplyType.broken(type, asked);
        if (broken.isPresent()) {
            throw new BrokenException(broken.get());
        }
        return Answer.message(type, payload, Integer.toString(status), body.length);
    }

    private static void requireVersion(String version) throws BrokenException {
        if (!VERSION.equals(version)) {
            throw new BrokenException("CloudEvent with a specversion other than " + VERSION);
        }
    }

    private static String requireText(String value, String attribute) throws BrokenException {
        if (value == null || value.isEmpty()) {
            throw new BrokenException("CloudEvent without " + attribute);
        }
        return value;
    }

    private static void requireJson(String mediaType) throws BrokenException {
        if (!mediaType.equals("application/json") && !mediaType.endsWith("+json")) {
            throw new BrokenException("content type " + mediaType);
        }
    }

    private static String text(JsonObject object, String member) {
        return object.get(member) instanceof JsonString text ? text.getString() : null;
    }

    private JsonObject object() throws BrokenException {
        try {
            JsonValue value = JsonFormat.read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
            if (value instanceof JsonObject object) {
                return object;
            }
            throw new BrokenException("body is " + JsonFormat.kind(value));
        } catch (CharacterCodingException e) {
            throw new BrokenException("body is not UTF-8");
        } catch (MalformedJsonException e) {
            throw new BrokenException("body is not JSON");
        }
    }

    private JsonObject refusal() {
        JsonObjectBuilder details = JsonFormat.object().add("status", status);
        if (mediaType().filter("application/problem+json"::equals).isPresent()) {
            try {
                JsonObject problem = object();
                for (String member : List.of("type", "title", "detail")) {
                    String text = text(problem, member);
                    if (text != null) {
                        details.add(member, shortened(text));
                    }
                }
            } catch (BrokenException e) {
                return details.build(); // the status says enough
            }
        }
        return details.build();
    }

    private static String shortened(String text) {
        return text.length() <= MAX_PROBLEM_TEXT ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_PROBLEM_TEXT / 2)) + "...";
    }

    private Optional<String> mediaType() {
        return headers.firstValue("Content-Type").map(HttpAnswer::mediaType);
    }

    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
