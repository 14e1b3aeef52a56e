package io.wirescope.event;

import io.wirescope.PublicApi;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names of events. Eight are the server's own; a producer may bring any other that
 * {@link #isValid} accepts.
 *
 * @param name        the name on the wire
 * @param description what such an event tells, for people
 */
@PublicApi
public record EventType(String name, String description) {

    /** An HTTP request was answered. */
    public static final String HTTP_REQUEST = "http.request";
    /** A message was sent to a client, or a connection came or went. */
    public static final String WS_MESSAGE_OUT = "ws.message.out";
    /** A message came from a client. */
    public static final String WS_MESSAGE_IN = "ws.message.in";
    /** A model answered, for the audit. */
    public static final String INFERENCE_AUDIT = "inference.audit";
    /** A model's drift status was stated. */
    public static final String DRIFT_STATUS = "drift.status";
    /** A cache was rebuilt. */
    public static final String CACHE_REBUILD = "cache.rebuild";
    /** A client used the old addresses or spoke without the envelope. */
    public static final String LEGACY_USAGE = "legacy.usage";

    /** An application was asked about a message of a client's. */
    public static final String UPSTREAM_REQUEST = "upstream.request";

    /** The server's own types, in the contract's order. */
    public static final List<EventType> KNOWN = List.of(
            new EventType(HTTP_REQUEST, "An HTTP request was answered, or a handshake refused"),
            new EventType(WS_MESSAGE_OUT, "A message was sent to a client, or a connection opened or closed"),
            new EventType(WS_MESSAGE_IN, "A message was received from a client"),
            new EventType(INFERENCE_AUDIT, "A model answered a request"),
            new EventType(DRIFT_STATUS, "The drift status of a model was reported"),
            new EventType(CACHE_REBUILD, "A cache was rebuilt"),
            new EventType(LEGACY_USAGE, "A client used a deprecated address, or sent a message without the envelope"),
            new EventType(UPSTREAM_REQUEST, "An application was asked about a message of a client's"));

    /** The rule in words, to follow a parameter's name in an error. */
    public static final String RULE =
            "must be lower-case words joined by dots, such as cache.rebuild, up to 64 characters";

    private static final int MAX_LENGTH = 64;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*");

    /**
     * {@return whether a text may name a type of event (contract, section 7)}
     *
     * @param name the text; null is not valid
     */
    public static boolean isValid(String name) {
        return name != null && name.length() <= MAX_LENGTH && NAME.matcher(name).matches();
    }
}
