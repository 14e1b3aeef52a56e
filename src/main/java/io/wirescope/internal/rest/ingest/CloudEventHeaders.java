package io.wirescope.internal.rest.ingest;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.RequestHeaders;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * A CloudEvent in binary form: its attributes in headers, its data as the body (CloudEvents HTTP Protocol
 * Binding 1.0.2, section 3.1). Made into one in JSON, so that one reader reads both.
 */
final class CloudEventHeaders {

    private static final String PREFIX = "ce-";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    private static final List<String> ATTRIBUTES = List.of("specversion", "id", "source", "type", "time",
            "dataschema", "traceparent", "tracestate", "requestid", "clientid", "connectionid");

    private static final String RULE = "must be printable ASCII, all else percent-encoded as UTF-8"
            + " (CloudEvents HTTP Protocol Binding, section 3.1.3.2)";

    private CloudEventHeaders() {
    }

    /** {@return whether a request bears any of the attributes that every CloudEvent has} */
    static boolean areIn(RequestHeaders headers) {
        return REQUIRED.stream().anyMatch(name -> !headers.all(PREFIX + name).isEmpty());
    }

    /**
     * Makes the event in JSON.
     *
     * @param headers has the attributes; those that mean nothing here are left out
     * @param data    the body, or null where there is none
     * @throws RefusedRequestException 422 when an attribute appears twice, or is not encoded by the rule
     */
    static JsonObject toJson(RequestHeaders headers, JsonValue data) {
        JsonObjectBuilder event = JsonFormat.object();
        try {
            for (String name : ATTRIBUTES) {
                addAttribute(event, name, headers.all(PREFIX + name));
            }
        } catch (InvalidFieldException e) {
            throw RefusedRequestException.invalidEvent(0, e);
        }
        return data == null ? event.build() : event.add("data", data).build();
    }

    private static void addAttribute(JsonObjectBuilder event, String name, List<String> values)
            {
        if (values.size() > 1) {
            throw new InvalidFieldException(name, "must appear exactly once");
        }
        if (!values.isEmpty()) {
            event.add(name, decode(values.get(0).strip()).orElseThrow(() -> new InvalidFieldException(name, RULE)));
        }
    }

    // Quotes first, which senders of older versions put, then one round of percent-decoding.
    private static Optional<String> decode(String value) {
        return unquote(value).flatMap(CloudEventHeaders::percentDecode);
    }

    private static Optional<String> unquote(String value) {
        if (!value.startsWith("\"")) {
            return Optional.of(value);
        }
        StringBuilder text = new StringBuilder(value.length());
        int i = 1;
        for (; i < value.length() && value.charAt(i) != '"'; i++) {
            if (value.charAt(i) == '\\' && i + 1 < value.length()) {
                i++;
            }
            text.append(value.charAt(i));
        }
        return i == value.length() - 1 ? Optional.of(text.toString()) : Optional.empty();
    }

    private static Optional<String> percentDecode(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c <= '~') ? Query.decode(value, false) : Optional.empty();
    }
}
