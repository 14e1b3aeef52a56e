package io.wirescope.internal.rest.ingest;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventData;
import io.wirescope.event.EventDraft;
import io.wirescope.internal.http.ContentType;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.JsonBody;
import jakarta.json.JsonObject;
import java.util.Base64;

/**
 * Events as CloudEvents 1.0 has them (JSON Event Format, section 3).
 *
 * <p>{@code type}, {@code id}, {@code source} and {@code time} become the event's type, id, source and
 * timestamp. The extensions {@code traceparent} and {@code tracestate} (Distributed Tracing) give its trace;
 * {@code requestid}, {@code clientid} and {@code connectionid} are extensions of our own. Every other attribute,
 * {@code subject} too, is ignored, {@code dataschema} once it is found to be a URI: data stays what the producer made it.
 *
 * <p>Read by hand because the CloudEvents SDK for Java has no JSON format but one on Jackson, knows no
 * batches, does not decode header values, and takes an empty id or a version of 0.3.
 */
final class CloudEvents {

    private static final String VERSION = "1.0";

    private CloudEvents() {
    }

    /**
     * Reads one event.
     *
     * @param event    the event as it came
     * @param exchange the request that brought it: its request id and trace stand in for the event's own
     * @throws InvalidFieldException when an attribute breaks its rule
     */
    static EventDraft read(JsonMembers event, Exchange exchange) {
        requireVersion(event);
        String id = event.requiredId("id");
        String source = source(event);
        String type = EventMembers.type(event, "type");
        requireSchemaUri(event);
        EventData data = data(event);
        String requestId = event.id("requestid");
        EventContext context = new EventContext(requestId == null ? exchange.requestId() : requestId,
                trace(event, exchange.trace()), event.id("clientid"), event.id("connectionid"), source);
        return new EventDraft(type, id, event.rfc3339("time"), context, data);
    }

    private static void requireVersion(JsonMembers event) {
        if (!event.requiredText("specversion").equals(VERSION)) {
            throw event.invalid("specversion", "must be " + VERSION);
        }
    }

    private static String source(JsonMembers event) {
        String source = event.requiredId("source");
        if (!UriReference.isValid(source)) {
            throw event.invalid("source", "must be a URI reference (RFC 3986, section 4.1)");
        }
        return source;
    }

    // Not kept; but one that is wrong is the producer's fault, as any other attribute's.
    private static void requireSchemaUri(JsonMembers event) {
        String schema = event.text("dataschema");
        if (schema != null && !UriReference.isUri(schema)) {
            throw event.invalid("dataschema", "must be a URI (RFC 3986, section 3)");
        }
    }

    private static TraceContext trace(JsonMembers event, TraceContext ofRequest) {
        String traceparent = event.text("traceparent");
        return traceparent == null ? ofRequest : TraceContext.fromTraceparent(traceparent).orElseThrow(() ->
                event.invalid("traceparent", "must be a traceparent as in W3C Trace Context, section 3.2"))
                .withState(event.text("tracestate"));
    }

    private static EventData data(JsonMembers event) {
        requireJson(event);
        String base64 = event.text("data_base64");
        if (base64 == null) {
            return EventMembers.data(event, "data");
        }
        if (event.value("data").isPresent()) {
            throw event.invalid("data_base64", "must not appear together with data");
        }
        return decode(base64);
    }

    private static void requireJson(JsonMembers event) {
        String type = event.text("datacontenttype");
        if (type != null && ContentType.parse(type).filter(ContentType::isJson).isEmpty()) {
            throw event.invalid("datacontenttype", "must be " + ContentType.JSON
                    + ", or another that ends with /json or +json");
        }
    }

    private static EventData decode(String base64) {
        try {
            if (JsonBody.read(Base64.getDecoder().decode(base64)) instanceof JsonObject data) {
                return EventData.received(data);
            }
        } catch (IllegalArgumentException | RefusedRequestException e) {
            // reported below, like JSON that is not an object
        }
        throw new InvalidFieldException("data_base64", "must be a JSON object in Base64 (RFC 4648, section 4)");
    }
}
