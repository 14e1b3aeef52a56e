package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP API (contract, section 7). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class ApiIT {

    private static final String EVENTS = Api.ROOT + "/events";
    private static final String CONNECTIONS = Api.ROOT + "/connections";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ArquillianResource
    private URI server;

    private Api api;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.asBuilt();
    }

    @BeforeEach
    void api() {
        api = new Api(server);
    }

    private static List<JsonObject> events(Answer answer) {
        return answer.data().getJsonArray("events").getValuesAs(JsonObject.class);
    }

    private static List<Long> sequences(Answer answer) {
        return events(answer).stream().map(event -> event.getJsonNumber("sequence").longValue()).toList();
    }

    // Captures

    @Test
    void capturesAreOffUnlessTheyAreSwitchedOn() throws Exception {
        Answer refused = api.send("POST", Api.ROOT + "/captures", "{\"type\":\"quote\",\"reason\":\"x\"}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.error().getString("code")).isEqualTo("CAPTURE_OFF");
        assertThat(refused.error().getString("message")).contains("wirescope.capture.enabled", "wirescope.security.mode");
        assertThat(api.get(Api.ROOT + "/captures").status()).isEqualTo(403);
        assertThat(api.get(Api.ROOT + "/captures/x/messages").status()).isEqualTo(403);
        assertThat(api.call("DELETE", Api.ROOT + "/captures/x").status()).isEqualTo(403);
        assertThat(api.get(Api.ROOT + "/health").data()).doesNotContainKey("payload_capture");
    }

    // Events

    @Test
    void anEventHasAllItsMembers() throws Exception {
        try (Client client = Client.enveloped(server, "members&correlationId=members-request",
                Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"))) {
            Instant before = Instant.now();
            client.ask(Messages.PING);
            JsonObject event = api.events("event_type=ws.message.in&connection_id=" + client.connectionId(), 1).get(0);
            assertThat(event.keySet()).containsExactlyInAnyOrder("sequence", "id", "event_type", "timestamp",
                    "timestamp_iso", "request_id", "trace_id", "trace_span", "client_id", "connection_id", "source",
                    "data");
            assertThat(event.getJsonNumber("sequence").longValue()).isPositive();
            assertThat(event.getString("id")).isNotEmpty();
            assertThat(event.getString("event_type")).isEqualTo("ws.message.in");
            JsonNumber seconds = event.getJsonNumber("timestamp");
            Instant time = OffsetDateTime.parse(event.getString("timestamp_iso")).toInstant();
            assertThat(seconds.doubleValue()).isEqualTo(time.toEpochMilli() / 1000.0,
                    within(0.001));
            assertThat(time).isBetween(before.minusMillis(1), Instant.now());
            assertThat(event.getString("request_id")).isEqualTo("members-request");
            assertThat(event.getString("trace_id")).isEqualTo(TRACE);
            assertThat(event.get("trace_span")).isInstanceOf(JsonString.class);
            assertThat(event.getString("client_id")).isEqualTo("members");
            assertThat(event.getString("connection_id")).isEqualTo(client.connectionId());
            assertThat(event.getString("source")).isNotEmpty();
        }
    }

    @Test
    void messagesAreEventsInBothDirections() throws Exception {
        try (Client client = Client.enveloped(server, "directions")) {
            JsonObject pong = client.ask(Messages.PING);
            List<JsonObject> events = api.events("descending=false&connection_id=" + client.connectionId(), 5);
            assertThat(events).extracting(event -> event.getString("event_type") + " "
                    + event.getJsonObject("data").getString("type")).containsExactly(
                    "ws.message.out connection_attempt", "ws.message.out connection_added", "ws.message.out hello",
                    "ws.message.in ping", "ws.message.out pong");

            JsonObject in = events.get(3).getJsonObject("data");
            assertThat(in.keySet()).containsExactlyInAnyOrder("type", "message_size", "client_remote",
                    "envelope_version", "is_enveloped");
            assertThat(in.getInt("message_size")).isEqualTo(Messages.PING.length());
            assertThat(in.getInt("envelope_version")).isEqualTo(1);
            assertThat(in.getBoolean("is_enveloped")).isTrue();
            assertThat(in.getString("client_remote")).isEqualTo("127.0.0.1");

            JsonObject out = events.get(4).getJsonObject("data");
            assertThat(out.keySet()).containsExactlyInAnyOrder("type", "payload_size", "client_remote",
                    "envelope_version", "has_trace", "has_meta");
            assertThat(out.getInt("payload_size")).isEqualTo(pong.toString().length());
            assertThat(out.getInt("envelope_version")).isEqualTo(1);
            assertThat(out.getBoolean("has_trace")).isFalse();
            assertThat(out.getBoolean("has_meta")).isFalse();
            assertThat(out.getString("client_remote")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void theEndOfAConnectionIsAnEvent() throws Exception {
        String id;
        try (Client client = Client.enveloped(server, "leaver")) {
            id = client.connectionId();
        }
        JsonObject data = api.events("connection_id=" + id, 4).get(0).getJsonObject("data");
        assertThat(data.getString("type")).isEqualTo("connection_removed");
        assertThat(data.keySet()).contains("payload_size", "client_remote", "envelope_version", "has_trace",
                "has_meta");
    }

    @Test
    void everyCallIsAnHttpRequestEvent() throws Exception {
        api.get(CONNECTIONS + "/nobody?x=1", "X-Request-ID", "observed-call",
                "traceparent", "00-" + TRACE + "-" + SPAN + "-01");
        JsonObject event = api.events("event_type=http.request&request_id=observed-call", 1).get(0);
        assertThat(event.getString("trace_id")).isEqualTo(TRACE);
        JsonObject data = event.getJsonObject("data");
        assertThat(data.keySet()).containsExactlyInAnyOrder("method", "path", "route", "status", "duration_ms",
                "client_remote");
        assertThat(data.getString("method")).isEqualTo("GET");
        assertThat(data.getString("path")).isEqualTo(CONNECTIONS + "/nobody");
        assertThat(data.getString("route")).isEqualTo(CONNECTIONS + "/{connection_id}");
        assertThat(data.getInt("status")).isEqualTo(404);
        assertThat(data.getJsonNumber("duration_ms").doubleValue()).isBetween(0.0, 10_000.0);
        assertThat(data.getString("client_remote")).isEqualTo("127.0.0.1");
    }

    @Test
    void aForwardedAddressIsIgnoredWithoutATrustedProxy() throws Exception {
        api.get(Api.ROOT + "/health", "X-Request-ID", "forwarded-call", "X-Forwarded-For", "203.0.113.9");
        JsonObject event = api.events("event_type=http.request&request_id=forwarded-call", 1).get(0);
        assertThat(event.getJsonObject("data").getString("client_remote")).isEqualTo("127.0.0.1");
    }

    @Test
    void everyFilterSelectsItsEventsAndIsReported() throws Exception {
        try (Client first = Client.enveloped(server, "filter-a&correlationId=filter-a-request");
                Client second = Client.enveloped(server, "filter-b")) {
            first.ask(Messages.PING);
            second.ask(Messages.PING);
            api.events("client_id=filter-b", 5);
            for (Map.Entry<String, String> filter : Map.of("client_id", "filter-a", "request_id", "filter-a-request",
                    "connection_id", first.connectionId()).entrySet()) {
                Answer answer = api.get(EVENTS + "?" + filter.getKey() + "=" + filter.getValue());
                assertThat(events(answer)).hasSize(5)
                        .allMatch(event -> event.getString(filter.getKey()).equals(filter.getValue()));
                assertThat(answer.data().getJsonObject("filter_applied").getString(filter.getKey()))
                        .isEqualTo(filter.getValue());
                assertThat(answer.data().getInt("total_returned")).isEqualTo(5);
                assertThat(answer.data().getInt("limit_applied")).isEqualTo(100);
            }
        }
    }

    @Test
    void eventTypesMayBeRepeated() throws Exception {
        try (Client client = Client.enveloped(server, "types")) {
            client.ask("{\"type\":\"ping\"}");
            String ofClient = "&connection_id=" + client.connectionId();
            assertThat(api.events("event_type=ws.message.in&event_type=legacy.usage" + ofClient, 2))
                    .extracting(event -> event.getString("event_type"))
                    .containsExactlyInAnyOrder("ws.message.in", "legacy.usage");
            Answer one = api.get(EVENTS + "?event_type=legacy.usage" + ofClient);
            assertThat(events(one)).hasSize(1);
            assertThat(one.data().getJsonObject("filter_applied").get("event_type").toString())
                    .contains("legacy.usage");
        }
    }

    @Test
    void traceIdFindsWhatBelongsToTheTrace() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        try (Client client = Client.enveloped(server, "trace-filter")) {
            client.ask("{\"envelope_version\":1,\"type\":\"ping\",\"timestamp\":\"" + Messages.TIMESTAMP
                    + "\",\"payload\":{},\"trace\":{\"trace_id\":\"" + trace + "\",\"span\":\"" + SPAN + "\"}}");
            assertThat(api.events("trace_id=" + trace, 2)).hasSize(2)
                    .allMatch(event -> event.getString("trace_id").equals(trace));
        }
    }

    @Test
    void sinceAndUntilAreRfc3339OrEpochSeconds() throws Exception {
        try (Client client = Client.enveloped(server, "times")) {
            client.ask(Messages.PING);
            String ofClient = "&connection_id=" + client.connectionId();
            JsonObject in = api.events("event_type=ws.message.in" + ofClient, 1).get(0);
            String iso = URLEncoder.encode(in.getString("timestamp_iso"), StandardCharsets.UTF_8);
            String epoch = in.getJsonNumber("timestamp").bigDecimalValue().toPlainString();
            for (String time : List.of(iso, epoch)) {
                assertThat(events(api.get(EVENTS + "?since=" + time + "&until=" + time
                        + "&event_type=ws.message.in" + ofClient))).containsExactly(in);
                assertThat(events(api.get(EVENTS + "?until=" + time + ofClient)))
                        .extracting(event -> event.getJsonObject("data").getString("type"))
                        .contains("ping", "hello", "connection_attempt");
                assertThat(events(api.get(EVENTS + "?since=" + time + ofClient)))
                        .extracting(event -> event.getJsonObject("data").getString("type"))
                        .contains("ping", "pong").doesNotContain("connection_attempt");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2999-01-01T00:00:00Z", "2999-01-01T00:00:00.5%2B02:00", "32472144000", "32472144000.25"})
    void sinceInTheFutureFindsNothing(String since) throws Exception {
        Answer answer = api.get(EVENTS + "?since=" + since);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(events(answer)).isEmpty();
        assertThat(answer.data().getInt("total_returned")).isZero();
    }

    @Test
    void nextAfterPagesThroughAllFromOldestToNewest() throws Exception {
        try (Client client = Client.enveloped(server, "pages")) {
            for (int i = 0; i < 5; i++) {
                client.ask(Messages.PING);
            }
            String ofClient = "&connection_id=" + client.connectionId();
            api.events(ofClient.substring(1), 13);
            List<Long> seen = new ArrayList<>();
            Answer page = api.get(EVENTS + "?descending=false&limit=4" + ofClient);
            while (!events(page).isEmpty()) {
                assertThat(page.data().getInt("limit_applied")).isEqualTo(4);
                assertThat(sequences(page)).hasSizeLessThanOrEqualTo(4);
                seen.addAll(sequences(page));
                page = api.get(EVENTS + "?descending=false&limit=4" + ofClient + "&after="
                        + page.data().getJsonNumber("next_after"));
            }
            assertThat(seen).hasSize(13).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void nextAfterOfTheNewestPageAsksForWhatCameSince() throws Exception {
        try (Client client = Client.enveloped(server, "newest")) {
            client.ask(Messages.PING);
            String ofClient = "&connection_id=" + client.connectionId();
            api.events(ofClient.substring(1), 5);
            Answer newest = api.get(EVENTS + "?limit=2" + ofClient);
            assertThat(sequences(newest)).hasSize(2).isSortedAccordingTo(Comparator.reverseOrder());
            assertThat(events(newest).get(0).getJsonObject("data").getString("type")).isEqualTo("pong");

            String after = "after=" + newest.data().getJsonNumber("next_after") + ofClient;
            assertThat(events(api.get(EVENTS + "?" + after))).isEmpty();
            client.ask(Messages.STATUS);
            assertThat(api.events(after, 2)).extracting(event -> event.getJsonObject("data").getString("type"))
                    .containsExactly("status", "status");
        }
    }

    @Test
    void oldestAndNewestSequenceFrameTheBuffer() throws Exception {
        Answer answer = api.get(EVENTS + "?limit=1000");
        List<Long> sequences = sequences(answer);
        assertThat(answer.data().getJsonNumber("newest_sequence").longValue()).isEqualTo(sequences.get(0));
        assertThat(sequences).contains(answer.data().getJsonNumber("oldest_sequence").longValue());
        assertThat(sequences).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
    }

    @Test
    void deleteEmptiesTheBufferAndSequencesGoOn() throws Exception {
        long newest = api.get(EVENTS).data().getJsonNumber("newest_sequence").longValue();
        long published = totalPublished();
        Answer cleared = api.call("DELETE", EVENTS);
        assertThat(cleared.status()).isEqualTo(200);
        assertThat(cleared.data().getInt("cleared_events")).isPositive();
        Answer after = api.get(EVENTS);
        assertThat(sequences(after)).isNotEmpty().allMatch(sequence -> sequence > newest);
        assertThat(totalPublished()).isGreaterThan(published);
        assertThat(api.call("DELETE", EVENTS).data().getInt("cleared_events")).isLessThan(10);
    }

    private long totalPublished() throws Exception {
        return api.stats().getJsonObject("event_bus").getJsonNumber("total_published").longValue();
    }

    // What breaks a rule

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit", "limit=-1, limit", "limit=1001, limit", "limit=abc, limit", "limit=, limit",
        "limit=1.5, limit", "limit=%2B5, limit", "limit=%D9%A1, limit", "limit=99999999999999999999, limit", "limit=1&limit=2, limit", "limit=5&limit=5, limit",
        "after=-1, after", "after=abc, after", "after=1&after=2, after",
        "descending=maybe, descending", "descending=, descending", "descending=true&descending=true, descending",
        "since=yesterday, since", "since=, since", "since=-5, since", "since=1e3, since", "since=1&since=2, since",
        "since=2025-13-01T00:00:00Z, since", "until=tomorrow, until", "until=1&until=2, until",
        "since=2025-08-16T00:00:01Z&until=2025-08-16T00:00:00Z, until", "since=5&until=4.5, until",
        "event_type=Not.A.Type, event_type", "event_type=, event_type",
        "event_type=ws.message.in&event_type=..., event_type",
        "client_id=, client_id", "client_id=a%0Ab, client_id", "client_id=a&client_id=b, client_id",
        "client_id=%ff, client_id", "request_id=a&request_id=b, request_id", "request_id=, request_id",
        "trace_id=a&trace_id=b, trace_id", "connection_id=a&connection_id=b, connection_id"})
    void aParameterThatBreaksItsRuleIs422AndNamed(String query, String parameter) throws Exception {
        assertValidationError(EVENTS + "?" + query, parameter);
    }

    @Test
    void aBrokenEncodingIsTheCallersFault() throws Exception {
        Answer answer = RawHandshake.plain(server, EVENTS + "?limit=%zz").refusal();
        // WildFly's own filters make a URI of it before we see it
        assertThat(answer.status()).isEqualTo(ServerUnderTest.current() instanceof WildFly ? 400 : 422);
    }

    @ParameterizedTest
    @CsvSource({"role=boss, role", "protocol=http, protocol", "limit=0, limit", "offset=-1, offset",
        "client_id=a&client_id=b, client_id"})
    void aParameterOfConnectionsThatBreaksItsRuleIs422AndNamed(String query, String parameter) throws Exception {
        assertValidationError(CONNECTIONS + "?" + query, parameter);
    }

    @Test
    void anIdOver128CharactersIs422() throws Exception {
        assertValidationError(EVENTS + "?client_id=" + "x".repeat(129), "client_id");
        assertValidationError(EVENTS + "?client_id=" + "x".repeat(10_000), "client_id");
    }

    private void assertValidationError(String path, String parameter) throws Exception {
        RawHandshake request = RawHandshake.plain(server, path); // the JDK's client takes no broken escapes
        Answer answer = request.refusal();
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getString("code")).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.error().getString("message")).contains(parameter);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo(parameter);
        assertThat(answer.error().getJsonObject("details").getString("rule")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/v2", "/api/v2/observability/nothing",
        "/api/v2/observability/connections/nobody",
        "/api/v2/observability/connections/%F0%9F%98%80", "/dashboard", "/dashboard/", "/dashboard/nothing.js",
        "/client", "/nothing/at/all", "/a.jsp", "/error",
        "/api/application.wadl", "/favicon.ico"})
    void whatIsNotThereIs404(String path) throws Exception {
        for (String accept : List.of("*/*", "text/html,application/xhtml+xml,*/*;q=0.8")) {
            Answer answer = api.get(path, "Accept", accept);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.error().getString("code")).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void anEncodedSlashIsPartOfAnId() throws Exception {
        assertThat(api.send("POST", EVENTS, "{\"event_type\":\"order.paid\"}", "X-Request-ID", "a/b").status())
                .isEqualTo(202);
        api.events("request_id=a%2Fb&event_type=order.paid", 1);
        Answer story = api.get(Api.ROOT + "/correlations/a%2Fb");
        assertThat(story.status()).isEqualTo(200);
        assertThat(story.data().getString("request_id")).isEqualTo("a/b");
        assertThat(events(story)).extracting(event -> event.getString("event_type")).contains("order.paid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/web.xml", "/META-INF/MANIFEST.MF", "/WEB-INF/"})
    void theWarsOwnFilesAreNotThere(String path) throws Exception {
        HttpResponse<String> response = api.exchange("GET", path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).doesNotContain("web-app", "Manifest-Version");
        if (!(ServerUnderTest.current() instanceof WildFly)) { // which answers with a page of its own, before any filter
            assertThat(Answer.of(404, response.headers(), response.body()).error().getString("code"))
                    .isEqualTo("NOT_FOUND");
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT, /events", "POST, /event-types", "DELETE, /stats", "PATCH, /health", "PUT, /connections",
        "POST, /connections/nobody", "BREW, /events"})
    void anotherMethodIs405AndTellsWhichAreTaken(String method, String path) throws Exception {
        Answer answer = api.call(method, Api.ROOT + path);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/*"})
    void anotherMediaTypeThanJsonIs406(String accept) throws Exception {
        assertThat(api.get(EVENTS, "Accept", accept).status()).isEqualTo(406);
    }

    @Test
    void headIsAnsweredLikeGetWithoutBody() throws Exception {
        HttpResponse<String> found = api.exchange("HEAD", EVENTS, "X-Request-ID", "head");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.headers().firstValue("X-Request-ID")).contains("head");
        assertThat(found.body()).isEmpty();
        assertThat(api.exchange("HEAD", CONNECTIONS + "/nobody").statusCode()).isEqualTo(404);
        assertThat(api.exchange("HEAD", "/nothing").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/stats", "/connections/nobody"})
    void optionsListsTheMethodsAndNothingElse(String path) throws Exception {
        HttpResponse<String> answer = api.exchange("OPTIONS", Api.ROOT + path, "X-Request-ID", "options");
        assertThat(answer.statusCode()).isIn(200, 204);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
        assertThat(answer.headers().firstValue("X-Request-ID")).contains("options");
        assertThat(answer.body()).doesNotContain("<");
    }

    // Every answer

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/observability/health", "/api/v2/observability/events?limit=0", "/nothing"})
    void aUsableRequestIdIsKept(String path) throws Exception {
        String longest = "x".repeat(128);
        assertThat(api.get(path, "X-Request-ID", "my request/1").header("X-Request-ID")).isEqualTo("my request/1");
        assertThat(api.get(path, "X-Request-ID", longest).header("X-Request-ID")).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TOO_LONG"}) // what is not ASCII, Payara refuses itself, with 400
    void anUnusableRequestIdIsReplaced(String requestId) throws Exception {
        String sent = requestId.equals("TOO_LONG") ? "x".repeat(129) : requestId;
        RawHandshake request = RawHandshake.plain(server, Api.ROOT + "/health").header("X-Request-ID", sent);
        assertThat(UUID.fromString(request.refusal().header("X-Request-ID"))).isNotNull();
    }

    @Test
    void aControlCharacterIsNeverReturnedInARequestId() throws Exception {
        String came = RawHandshake.plain(server, Api.ROOT + "/health").header("X-Request-ID", "a\tb").refusal()
                .header("X-Request-ID");
        if (ServerUnderTest.current() instanceof WildFly) {
            assertThat(came).isEqualTo("a b"); // it makes it a space (RFC 9110, section 5.5), and that is a usable id
        } else {
            assertThat(UUID.fromString(came)).isNotNull();
        }
    }

    @Test
    void anAnswerTakesPartInTheCallersTrace() throws Exception {
        for (String path : List.of(Api.ROOT + "/health", EVENTS + "?limit=0", "/nothing")) {
            String traceparent = api.get(path, "traceparent", "00-" + TRACE + "-" + SPAN + "-01").header("traceparent");
            assertThat(traceparent).matches("00-" + TRACE + "-[0-9a-f]{16}-[0-9a-f]{2}").doesNotContain(SPAN);
        }
        assertThat(api.get(Api.ROOT + "/health", "traceparent", "junk").header("traceparent")).isNull();
    }

    // Types, statistics, health

    @Test
    void eventTypesAreDescribedAndCounted() throws Exception {
        long before = httpRequests();
        api.get("/api/nothing");
        assertThat(httpRequests()).isGreaterThanOrEqualTo(before + 2);
        JsonArray types = api.get(Api.ROOT + "/event-types").data().getJsonArray("event_types");
        assertThat(types.getValuesAs(JsonObject.class)).allSatisfy(type -> {
            assertThat(type.keySet()).containsExactlyInAnyOrder("type", "description", "count");
            assertThat(type.getString("description")).isNotEmpty();
        }).extracting(type -> type.getString("type")).contains("http.request", "ws.message.out", "ws.message.in",
                "inference.audit", "drift.status", "cache.rebuild", "legacy.usage", "upstream.request").doesNotHaveDuplicates();
    }

    private long httpRequests() throws Exception {
        return api.get(Api.ROOT + "/event-types").data().getJsonArray("event_types").getValuesAs(JsonObject.class)
                .stream().filter(type -> type.getString("type").equals("http.request"))
                .mapToLong(type -> type.getJsonNumber("count").longValue()).sum();
    }

    @Test
    void statisticsAreComplete() throws Exception {
        JsonObject stats = api.stats();
        assertThat(stats.keySet()).containsExactlyInAnyOrder("event_bus", "websockets", "overall_health");
        assertThat(stats.getJsonObject("event_bus").keySet()).contains("total_published", "current_buffer_size",
                "max_buffer_size", "buffer_full_count", "last_publish_time", "active_subscriber_count",
                "events_by_type", "events_flowing");
        assertThat(stats.getJsonObject("websockets").keySet()).contains("active_connections", "total_connections",
                "total_disconnections", "broadcasts_sent", "connections_by_role", "connections_by_protocol",
                "average_uptime", "websockets_active");
        JsonObject overall = stats.getJsonObject("overall_health");
        assertThat(overall.keySet()).contains("events_flowing", "websockets_active", "buffer_utilization",
                "system_status");
        assertThat(stats.getJsonObject("event_bus").getInt("max_buffer_size")).isEqualTo(500);
        assertThat(overall.getString("system_status")).isEqualTo("healthy");
        assertThat(overall.getJsonNumber("buffer_utilization").doubleValue()).isBetween(0.0, 1.0);
    }

    @Test
    void statisticsMoveAsTrafficGoes() throws Exception {
        JsonObject before = api.await(Api.ROOT + "/stats", answer -> number(answer.data(), "websockets",
                "active_connections") == 0).data();
        try (Client frontend = Client.enveloped(server, "moving");
                Client admin = Client.enveloped(server, "moving&role=admin");
                Client raw = Client.connect(server, "/ws/legacy/moving")) {
            frontend.ask(Messages.PING);
            raw.send("hello");
            raw.text();
            admin.ask(Messages.PING);
            JsonObject during = api.stats();
            assertThat(moved(before, during, "websockets", "active_connections")).isEqualTo(3);
            assertThat(moved(before, during, "websockets", "total_connections")).isEqualTo(3);
            JsonObject sockets = during.getJsonObject("websockets");
            assertThat(sockets.getBoolean("websockets_active")).isTrue();
            assertThat(sockets.getJsonNumber("average_uptime").doubleValue()).isPositive();
            assertThat(moved(before, during, "websockets", "connections_by_role", "frontend")).isEqualTo(2);
            assertThat(moved(before, during, "websockets", "connections_by_role", "admin")).isEqualTo(1);
            assertThat(moved(before, during, "websockets", "connections_by_role", "test")).isZero();
            assertThat(moved(before, during, "websockets", "connections_by_protocol", "envelope")).isEqualTo(2);
            assertThat(moved(before, during, "websockets", "connections_by_protocol", "raw")).isEqualTo(1);

            assertThat(moved(before, during, "event_bus", "events_by_type", "ws.message.in")).isEqualTo(3);
            assertThat(moved(before, during, "event_bus", "events_by_type", "ws.message.out")).isEqualTo(11);
            assertThat(moved(before, during, "event_bus", "events_by_type", "legacy.usage")).isEqualTo(1);
            assertThat(moved(before, during, "event_bus", "total_published")).isEqualTo(16); // one for the first call
            assertThat(during.getJsonObject("event_bus").getBoolean("events_flowing")).isTrue();
            assertThat(during.getJsonObject("event_bus").get("last_publish_time")).isInstanceOf(JsonNumber.class);
        }
        JsonObject after = api.await(Api.ROOT + "/stats", answer -> moved(before, answer.data(), "websockets",
                "total_disconnections") == 3).data();
        assertThat(number(after, "websockets", "active_connections")).isZero();
        assertThat(after.getJsonObject("websockets").getBoolean("websockets_active")).isFalse();
    }

    private static long moved(JsonObject before, JsonObject after, String... path) {
        return number(after, path) - number(before, path);
    }

    private static long number(JsonObject stats, String... path) {
        JsonObject part = stats;
        for (int i = 0; i < path.length - 1; i++) {
            part = part.getJsonObject(path[i]);
        }
        JsonNumber number = part.getJsonNumber(path[path.length - 1]);
        return number == null ? 0 : number.longValue(); // a type that never occurred is left out
    }

    @Test
    void anIdleServerIsHealthy() throws Exception {
        JsonObject health = api.get(Api.ROOT + "/health").data();
        assertThat(health.keySet()).containsExactlyInAnyOrder("status", "checks", "issues");
        assertThat(health.getString("status")).isEqualTo("healthy");
        assertThat(health.getJsonArray("issues")).isEmpty();
        assertThat(health.getJsonObject("checks").keySet()).containsExactlyInAnyOrder("event_bus", "websockets");
    }

    // Connections

    @Test
    void everyConnectionOfAClientIsListed() throws Exception {
        try (Client first = Client.enveloped(server, "shared");
                Client second = Client.enveloped(server, "shared&role=admin");
                Client raw = Client.connect(server, "/ws/shared")) {
            raw.send("here");
            raw.text();
            List<JsonObject> listed = api.connections("shared", 3);
            assertThat(listed).extracting(connection -> connection.getString("connection_id"))
                    .contains(first.connectionId(), second.connectionId()).doesNotHaveDuplicates();
            assertThat(listed).extracting(connection -> connection.getString("role"))
                    .containsExactly("frontend", "admin", "frontend");

            assertThat(listed(CONNECTIONS + "?client_id=shared&role=admin")).containsExactly(second.connectionId());
            assertThat(listed(CONNECTIONS + "?client_id=shared&protocol=raw")).hasSize(1);
            assertThat(listed(CONNECTIONS + "?client_id=shared&limit=1&offset=1"))
                    .containsExactly(second.connectionId());
            assertThat(listed(CONNECTIONS)).contains(first.connectionId(), second.connectionId());
        }
        api.connections("shared", 0);
    }

    private List<String> listed(String path) throws Exception {
        Answer answer = api.get(path);
        List<String> ids = answer.data().getJsonArray("connections").getValuesAs(JsonObject.class).stream()
                .map(connection -> connection.getString("connection_id")).toList();
        assertThat(answer.data().getInt("total_returned")).isEqualTo(ids.size());
        return ids;
    }

    @Test
    void oneConnectionShowsItsIdentityAndCounts() throws Exception {
        try (Client client = Client.enveloped(server, "one&role=test&correlationId=one-request",
                Map.of("User-Agent", "wirescope-it"))) {
            client.ask(Messages.PING);
            JsonObject connection = api.get(CONNECTIONS + "/" + client.connectionId()).data();
            assertThat(connection.getString("connection_id")).isEqualTo(client.connectionId());
            assertThat(connection.getString("client_id")).isEqualTo("one");
            assertThat(connection.getString("role")).isEqualTo("test");
            assertThat(connection.getString("protocol")).isEqualTo("envelope");
            assertThat(connection.getString("request_id")).isEqualTo("one-request");
            assertThat(connection.getString("user_agent")).isEqualTo("wirescope-it");
            assertThat(connection.getString("client_remote")).isEqualTo("127.0.0.1");
            assertThat(connection.getInt("messages_in")).isEqualTo(1);
            assertThat(connection.getInt("messages_out")).isEqualTo(2);
            assertThat(connection.getInt("bytes_in")).isEqualTo(Messages.PING.length());
            assertThat(connection.getInt("bytes_out")).isGreaterThan(500);
            assertThat(connection.getJsonNumber("uptime_seconds").doubleValue()).isPositive();
            assertThat(OffsetDateTime.parse(connection.getString("last_activity")))
                    .isAfterOrEqualTo(OffsetDateTime.parse(connection.getString("connected_at")).withNano(0));
        }
    }

    @Test
    void deletingAConnectionClosesItWith1001() throws Exception {
        try (Client client = Client.enveloped(server, "deleted"); Client other = Client.enveloped(server, "deleted");
                Client raw = Client.connect(server, "/ws/legacy/deleted-raw")) {
            Answer answer = api.call("DELETE", CONNECTIONS + "/" + client.connectionId());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(client.closed().code()).isEqualTo(1001);
            assertThat(api.get(CONNECTIONS + "/" + client.connectionId()).status()).isEqualTo(404);
            assertThat(api.call("DELETE", CONNECTIONS + "/" + client.connectionId()).status()).isEqualTo(404);
            assertThat(other.ask(Messages.PING).getString("type")).isEqualTo("pong");

            String rawId = api.connections("deleted-raw", 1).get(0).getString("connection_id");
            assertThat(api.call("DELETE", CONNECTIONS + "/" + rawId).status()).isEqualTo(200);
            assertThat(raw.closed().code()).isEqualTo(1001);
        }
    }

    // A client decides on an event's content; the API's JSON must be able to hold it.
    @Test
    void whateverAClientIsCalledTheApiShowsIt() throws Exception {
        String id = "\"<script>\\ \u2028 😀";
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
        try (Client client = Client.enveloped(server, encoded)) {
            assertThat(client.ask(Messages.PING).getString("type")).isEqualTo("pong");
            assertThat(api.connections(encoded, 1).get(0).getString("client_id")).isEqualTo(id);
            assertThat(api.events("client_id=" + encoded, 5).get(0).getString("client_id")).isEqualTo(id);
        }
    }

    @Test
    void eventsWithoutAConnectionHaveNullThere() throws Exception {
        api.get("/api/nothing", "X-Request-ID", "without-connection");
        JsonObject event = api.events("request_id=without-connection", 1).get(0);
        for (String member : Set.of("client_id", "connection_id", "trace_id", "trace_span")) {
            assertThat(event.get(member)).isEqualTo(JsonValue.NULL);
        }
    }

    // Pages of other origins: a browser sends what needs no preflight, and asks afterwards

    @ParameterizedTest
    @CsvSource({"POST,/api/v2/observability/drain", "DELETE,/api/v2/observability/events",
        "PUT,/api/v2/drift/broadcast"})
    void aPageOfAnotherOriginChangesNothing(String method, String path) throws Exception {
        for (String origin : List.of("http://evil.example", "null", "http://" + server.getHost() + ":1")) {
            Answer answer = api.call(method, path, "Origin", origin);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.error().getString("code")).isEqualTo("ORIGIN_NOT_ALLOWED");
        }
        assertThat(api.get(CONNECTIONS, "Origin", "http://evil.example").status()).isEqualTo(200);
        Client.enveloped(server, "not-drained").close();
    }

    @Test
    void aPageOfTheGatewayItselfMayChangeThings() throws Exception {
        Answer answer = api.send("POST", EVENTS, "{\"event_type\": \"order.from_page\"}",
                "Origin", "http://" + server.getAuthority());
        assertThat(answer.status()).isEqualTo(202);
    }
}
