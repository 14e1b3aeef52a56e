package io.wirescope.internal.archive.segment;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.archive.StoredData;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An event as a line of a file: a JSON object that begins with the checksum of what follows in it, and ends with the data as
 * its text is. So a line is JSON for any program, and data is read when somebody asks for it.
 *
 * @param event    the event
 * @param archived when it was archived, in microseconds since 1970
 */
record EventLine(ObservabilityEvent event, long archived) {

    private static final String DATA = ",\"data\":";
    private static final byte[] BEGIN = "{\"crc\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 8;

    /** Where what is checked begins: behind the digits, a quote and a comma. */
    private static final int CHECKED = BEGIN.length + DIGITS + 2;
    private static final HexFormat HEX = HexFormat.of();

    /** {@return the line, with its end} */
    byte[] encode() {
        EventContext context = event.context();
        StringBuilder json = new StringBuilder(512).append("\"sequence\":").append(event.sequence());
        add(json, "bus", event.busId());
        add(json, "type", event.eventType());
        json.append(",\"micros\":").append(event.epochMicros()).append(",\"archived\":").append(archived);
        add(json, "id", event.givenId());
        add(json, "request_id", context.requestId());
        add(json, "client_id", context.clientId());
        add(json, "connection_id", context.connectionId());
        add(json, "source", context.source());
        addTrace(json, context.trace());
        return checked(json.append(DATA).append(event.data().toText()).append("}\n").toString());
    }

    private static void addTrace(StringBuilder json, TraceContext trace) {
        if (trace == null) {
            return;
        }
        add(json, "trace_id", trace.traceId());
        add(json, "span", trace.span());
        add(json, "parent_span", trace.parentSpan());
        add(json, "tracestate", trace.state());
        json.append(",\"sampled\":").append(trace.sampled());
    }

    private static void add(StringBuilder json, String name, String value) {
        if (value == null) {
            return;
        }
        json.append(",\"").append(name).append("\":");
        if (value.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\')) {
            json.append('"').append(value).append('"');
        } else {
            json.append(JsonFormat.write(JsonFormat.string(value)));
        }
    }

    /** {@return a line with its checksum before it} */
    static byte[] checked(String rest) {
        byte[] body = rest.getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[CHECKED + body.length];
        System.arraycopy(BEGIN, 0, line, 0, BEGIN.length);
        byte[] digits = HEX.toHexDigits(crc(body, 0, body.length - 1)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, line, BEGIN.length, DIGITS);
        line[CHECKED - 2] = '"';
        line[CHECKED - 1] = ',';
        System.arraycopy(body, 0, line, CHECKED, body.length);
        return line;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** {@return the JSON of a line without its end, or empty when its checksum is not that of the rest} */
    static Optional<String> verified(byte[] line) {
        if (line.length <= CHECKED) {
            return Optional.empty();
        }
        try {
            String digits = new String(line, BEGIN.length, DIGITS, StandardCharsets.US_ASCII);
            if (HexFormat.fromHexDigits(digits) != crc(line, CHECKED, line.length - CHECKED)) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException e) { // no digits
            return Optional.empty();
        }
        return Optional.of(new String(line, StandardCharsets.UTF_8));
    }

    /**
     * Reads a line.
     *
     * @param line without its end
     * @return empty when it is damaged
     */
    static Optional<EventLine> read(byte[] line) {
        return verified(line).flatMap(EventLine::parse);
    }

    // Data may be nested as deeply as JSON may be here, so the line is not read as one.
    private static Optional<EventLine> parse(String json) {
        int data = json.indexOf(DATA); // quotes in texts are escaped
        if (data < 0) {
            return Optional.empty();
        }
        try {
            JsonObject head = JsonFormat.read(json.substring(0, data) + "}").asJsonObject();
            EventContext context = new EventContext(text(head, "request_id"), trace(head), text(head, "client_id"),
                    text(head, "connection_id"), text(head, "source"));
            return Optional.of(new EventLine(new ObservabilityEvent(head.getJsonNumber("sequence").longValue(),
                    text(head, "bus"), text(head, "id"), text(head, "type"), head.getJsonNumber("micros").longValue(),
                    context, new StoredData(json.substring(data + DATA.length(), json.length() - 1))),
                    head.getJsonNumber("archived").longValue()));
        } catch (MalformedJsonException | RuntimeException e) { // written by something else
            return Optional.empty();
        }
    }

    private static String text(JsonObject head, String name) {
        return head.getString(name, null);
    }

    private static TraceContext trace(JsonObject head) {
        if (!head.containsKey("sampled")) {
            return null;
        }
        return new TraceContext(text(head, "trace_id"), text(head, "span"), text(head, "parent_span"),
                head.isNull("sampled") ? null : (Boolean) head.getBoolean("sampled"), text(head, "tracestate"));
    }
}
