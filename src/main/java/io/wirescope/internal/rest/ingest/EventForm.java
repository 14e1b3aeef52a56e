package io.wirescope.internal.rest.ingest;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.event.EventDraft;
import io.wirescope.internal.http.ContentType;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.AcceptedTypes;
import io.wirescope.internal.rest.request.JsonBody;
import io.wirescope.internal.rest.request.RequestHeaders;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** The forms in which a request can bring events. */
public enum EventForm {

    /** The gateway's own JSON, one event or an array. */
    PLAIN {
        @Override
        List<EventDraft> read(RequestHeaders headers, byte[] body, Exchange exchange) {
            JsonValue value = JsonBody.read(body);
            if (value instanceof JsonObject) {
                return drafts(List.of(value), PlainEvents::read, exchange);
            }
            if (value instanceof JsonArray events) {
                return drafts(events, PlainEvents::read, exchange);
            }
            throw RefusedRequestException.invalidBody("must be an event or an array of events");
        }
    },

    /** One CloudEvent, attributes and data together as JSON. */
    STRUCTURED_CLOUD_EVENT {
        @Override
        List<EventDraft> read(RequestHeaders headers, byte[] body, Exchange exchange) {
            return drafts(List.of(JsonBody.read(body)), CloudEvents::read, exchange);
        }
    },

    /** An array of such. */
    CLOUD_EVENT_BATCH {
        @Override
        List<EventDraft> read(RequestHeaders headers, byte[] body, Exchange exchange) {
            if (JsonBody.read(body) instanceof JsonArray events) {
                return drafts(events, CloudEvents::read, exchange);
            }
            throw RefusedRequestException.invalidBody("must be an array of CloudEvents");
        }
    },

    /** One CloudEvent, attributes in headers and data as the body. */
    BINARY_CLOUD_EVENT {
        @Override
        List<EventDraft> read(RequestHeaders headers, byte[] body, Exchange exchange) {
            if (body.length > 0 && headers.first(CONTENT_TYPE) == null) {
                throw RefusedRequestException.unsupportedType(null, ACCEPTED.names());
            }
            JsonValue data = body.length == 0 ? null : JsonBody.read(body);
            return drafts(List.of(CloudEventHeaders.toJson(headers, data)), CloudEvents::read, exchange);
        }
    };

    /** The most events that one request may bring. */
    static final int MAX_EVENTS = 1000;

    /** The media type of one CloudEvent as JSON (JSON Event Format, section 3). */
    public static final String STRUCTURED_TYPE = "application/cloudevents+json";

    /** The media type of an array of CloudEvents (JSON Event Format, section 4.2). */
    public static final String BATCH_TYPE = "application/cloudevents-batch+json";

    private static final String CONTENT_TYPE = "Content-Type";
    private static final AcceptedTypes ACCEPTED =
            new AcceptedTypes(List.of(ContentType.JSON, STRUCTURED_TYPE, BATCH_TYPE));

    /** How one event is read. */
    @FunctionalInterface
    private interface Reading {
        EventDraft read(JsonMembers event, Exchange exchange);
    }

    /**
     * Reads the events of a request, all of them or none.
     *
     * @param headers  the request's headers
     * @param body     the request's body
     * @param exchange the request, whose id and trace stand in where an event has none
     * @return one draft for each event, in order
     * @throws RefusedRequestException 400 when the body is not JSON, 422 when an event breaks a rule or there
     *         are none or more than {@link #MAX_EVENTS}
     */
    abstract List<EventDraft> read(RequestHeaders headers, byte[] body, Exchange exchange);

    /**
     * Determines the form of a request.
     *
     * @throws RefusedRequestException 415 when it is none of these
     */
    static EventForm of(RequestHeaders headers) {
        if (headers.first(CONTENT_TYPE) == null && CloudEventHeaders.areIn(headers)) {
            ACCEPTED.requireUnencoded(headers);
            return BINARY_CLOUD_EVENT; // it may have no data
        }
        return ACCEPTED.require(headers, type -> of(type, headers));
    }

    private static EventForm of(ContentType type, RequestHeaders headers) {
        return switch (type.mediaType()) {
            case STRUCTURED_TYPE -> STRUCTURED_CLOUD_EVENT;
            case BATCH_TYPE -> CLOUD_EVENT_BATCH;
            case ContentType.JSON -> CloudEventHeaders.areIn(headers) ? BINARY_CLOUD_EVENT : PLAIN;
            default -> type.isJson() && CloudEventHeaders.areIn(headers) ? BINARY_CLOUD_EVENT : null;
        };
    }

    private static List<EventDraft> drafts(List<? extends JsonValue> events, Reading reading, Exchange exchange) {
        if (events.isEmpty() || events.size() > MAX_EVENTS) {
            throw RefusedRequestException.invalidBody("must hold 1 to " + MAX_EVENTS + " events");
        }
        List<EventDraft> drafts = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            try {
                drafts.add(reading.read(JsonMembers.of("event", events.get(i)), exchange));
            } catch (InvalidFieldException e) {
                throw RefusedRequestException.invalidEvent(i, e);
            }
        }
        return drafts;
    }
}
