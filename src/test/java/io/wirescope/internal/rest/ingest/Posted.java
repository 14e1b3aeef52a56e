package io.wirescope.internal.rest.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wirescope.envelope.TraceContext;
import io.wirescope.event.EventDraft;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.RequestHeaders;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as it came.
 *
 * @param headers its headers
 * @param body    its body
 */
public record Posted(RequestHeaders headers, byte[] body) {

    static final String PLAIN = "application/json";
    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";

    static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "b7ad6b7169203331");
    static final Exchange EXCHANGE = new Exchange("the-request", null, TRACE, "127.0.0.1", 0);
    static final Exchange UNTRACED = new Exchange("the-request", null, null, "127.0.0.1", 0);

    /** {@return a body with a Content-Type} */
    static Posted as(String contentType, String body) {
        return new Posted(headersOf("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a CloudEvent in binary form that has all it must} */
    static Posted binary(String body, String... moreHeaders) {
        List<String> headers = new ArrayList<>(List.of("Content-Type", PLAIN, "ce-specversion", "1.0",
                "ce-id", "rebuild-17", "ce-source", "/caches/features", "ce-type", "cache.rebuild"));
        headers.addAll(List.of(moreHeaders));
        return new Posted(headersOf(headers.toArray(String[]::new)), body.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the same with other values for a header, none to leave it out} */
    Posted with(String header, String... values) {
        return new Posted(name -> name.equalsIgnoreCase(header) ? List.of(values) : headers.all(name), body);
    }

    /** @param namesAndValues alternating; a name may be repeated */
    public static RequestHeaders headersOf(String... namesAndValues) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.computeIfAbsent(namesAndValues[i], name -> new ArrayList<>()).add(namesAndValues[i + 1]);
        }
        return name -> headers.getOrDefault(name, List.of());
    }

    List<EventDraft> drafts() {
        return drafts(EXCHANGE);
    }

    List<EventDraft> drafts(Exchange exchange) {
        return EventForm.of(headers).read(headers, body, exchange);
    }

    /** {@return the only event} */
    EventDraft draft() {
        return draft(EXCHANGE);
    }

    EventDraft draft(Exchange exchange) {
        List<EventDraft> drafts = drafts(exchange);
        assertThat(drafts).hasSize(1);
        return drafts.get(0);
    }

    /** Fails unless the only event is the cache's rebuild, with all that its producer said. */
    void isRebuild(String time) {
        EventDraft draft = draft();
        assertThat(draft.eventType()).isEqualTo("cache.rebuild");
        assertThat(draft.id()).isEqualTo("rebuild-17");
        assertThat(draft.timestamp()).isEqualTo(time);
        assertThat(draft.context().source()).isEqualTo("/caches/features");
        assertThat(draft.context().requestId()).isEqualTo("r-1");
        assertThat(draft.context().clientId()).isEqualTo("alice");
        assertThat(draft.context().connectionId()).isEqualTo("c-1");
        assertThat(draft.context().trace())
                .isEqualTo(new TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", null, true, "a=b"));
        assertThat(draft.data().toJson().toString()).isEqualTo("{\"entries\":52113}");
    }

    /** {@return why it is refused} */
    RefusedRequestException refusal() {
        RefusedRequestException refusal = catchThrowableOfType(RefusedRequestException.class, this::drafts);
        assertThat(refusal).as("refusal").isNotNull();
        return refusal;
    }

    /** Fails unless it is refused with 422 for one member of one event. */
    void isInvalid(int index, String member, String rule) {
        RefusedRequestException refusal = refusal();
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.error().code()).isEqualTo("VALIDATION_ERROR");
        JsonObject details = refusal.error().details();
        assertThat(details.getInt("index")).isEqualTo(index);
        assertThat(details.getString("parameter")).isEqualTo(member);
        assertThat(details.getString("rule")).startsWith(rule);
        assertThat(refusal.error().message())
                .isEqualTo("event " + index + ": " + member + " " + details.getString("rule"));
    }

    /** Fails unless it is refused with 422 for the body as a whole. */
    void isInvalid(String rule) {
        RefusedRequestException refusal = refusal();
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.error().code()).isEqualTo("VALIDATION_ERROR");
        assertThat(refusal.error().details().getString("parameter")).isEqualTo("body");
        assertThat(refusal.error().details().getString("rule")).isEqualTo(rule);
    }
}
