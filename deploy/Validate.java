import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.*;
import java.nio.ByteBuffer;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.LockSupport;
import java.util.function.*;
import java.util.regex.*;
import java.util.stream.Collectors;

/**
 * Checks a running Wirescope from outside, the way its clients meet it: every HTTP endpoint and WebSocket
 * address, used well and used badly. Needs a JDK 17 and nothing else:
 *
 * <pre>java deploy/Validate.java http://localhost:8080</pre>
 *
 * <p>From the top: the checks, by area; what they share; then the tools: the server's far end, a
 * conversation over a WebSocket, JSON. A new check is a line or two in its area.
 */
public final class Validate {

    private static final String USAGE = """
            Usage: java deploy/Validate.java URL

            Checks the Wirescope at URL (http://localhost:8080, https://gateway.example.com) as its clients
            would meet it, and prints a line for each check. It is safe in production: it clears nothing,
            closes only connections that it made itself, and holds two at a time at most.

            Exits 0 when every check passed, 1 when one failed, 2 when URL is wrong or out of reach.
            For a private certificate authority: java -Djavax.net.ssl.trustStore=FILE deploy/Validate.java URL
            """;

    /** How long anything may take before it counts as not coming. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** How long nothing must come before it counts as silence. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private static final String API = "/api/v2/observability";
    private static final String DRIFT = "/api/v2/drift/status";
    private static final String NOTICE = "{\"type\": \"validate.notice\", \"payload\": {\"text\": \"hi\"}}";
    private static final String TIME = "2025-08-16T01:36:59.923393+00:00";

    private static final Rule PRESENT = new Rule("there", found -> found != Json.ABSENT);
    private static final Rule OBJECT = new Rule("an object", Map.class::isInstance);
    private static final Rule ARRAY = new Rule("an array", List.class::isInstance);
    private static final Rule NUMBER = new Rule("a number", Number.class::isInstance);
    private static final Rule TEXT = new Rule("a text", found -> found instanceof String text && !text.isEmpty());
    private static final Rule TIMESTAMP = new Rule("an RFC 3339 time", found -> instant(found).isPresent());

    static {
        // Read once, when the HTTP client is first used. A refused upgrade is then an ordinary answer with
        // a status and a body; and a long text goes out in one frame, as a browser sends it.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection,upgrade");
        System.setProperty("jdk.httpclient.websocket.intermediateBufferSize", String.valueOf(1 << 21));
    }

    private final Server server;
    private final String run = hex(8);
    private int ids;
    private int passed;
    private int failed;

    private Validate(Server server) {
        this.server = server;
    }

    public static void main(String[] args) {
        System.exit(validate(List.of(args)));
    }

    private static int validate(List<String> args) {
        if (args.contains("--help")) {
            System.out.print(USAGE);
            return 0;
        }
        if (args.size() != 1 || !isBaseUrl(args.get(0))) {
            System.err.print(USAGE);
            return 2;
        }
        Server server = new Server(args.get(0).replaceAll("/+$", ""));
        try {
            server.get("/health"); // whatever it answers, it is there
        } catch (Mismatch e) {
            System.err.println("Cannot reach " + args.get(0) + ": " + e.came);
            return 2;
        }
        return new Validate(server).all() ? 0 : 1;
    }

    private static boolean isBaseUrl(String text) {
        try {
            URI uri = URI.create(text);
            return List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null
                    && uri.getQuery() == null && uri.getFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // ---------------------------------------------------------------------------------- the checks

    private boolean all() {
        platform();
        api();
        badRequests();
        correlation();
        events();
        handshake();
        envelope();
        brokenMessages();
        withoutEnvelope();
        rawAddresses();
        connections();
        channels();
        comingBack();
        drift();
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0;
    }

    private void platform() {
        for (String path : List.of("/health", "/health/live", "/health/ready", "/health/started")) {
            check("platform: " + path + " is UP", () -> server.get(path).is(200).json().expect("status", "UP"));
        }
        check("platform: /metrics has the gateway's own", () ->
                server.get("/metrics").is(200).contains("(?m)^wirescope_"));
        for (String path : List.of("events", "event-types", "stats", "health", "connections",
                "connections/{connection_id}", "drain", "legacy-usage")) {
            check("platform: /openapi describes " + path, () -> server.get("/openapi").is(200)
                    .contains(Pattern.quote("/v2/observability/" + path) + "['\"]?\\s*:"));
        }
        check("platform: the envelope's JSON Schema", () -> server.get("/schemas/envelope-v1.json").is(200)
                .has("Content-Type", "application/schema\\+json.*").json().expect("$defs.serverMessage", OBJECT));
        check("platform: the AsyncAPI document", () -> server.get("/asyncapi.yaml").is(200)
                .has("Content-Type", "application/vnd\\.aai\\.asyncapi\\+yaml.*").contains("^asyncapi: 3\\."));
    }

    private void api() {
        check("api: events", () -> api("/events").at("data").expect("events", ARRAY).expect(PRESENT, "total_returned",
                "filter_applied", "limit_applied", "oldest_sequence", "newest_sequence", "next_after"));
        check("api: event-types", this::eventTypes);
        check("api: stats, event_bus", () -> api("/stats").at("data.event_bus").expect(PRESENT, "total_published",
                "current_buffer_size", "max_buffer_size", "buffer_full_count", "last_publish_time",
                "active_subscriber_count", "events_by_type", "events_flowing"));
        check("api: stats, websockets", () -> api("/stats").at("data.websockets").expect(PRESENT, "active_connections",
                "total_connections", "total_disconnections", "broadcasts_sent", "connections_by_role",
                "connections_by_protocol", "average_uptime", "websockets_active"));
        check("api: stats, overall_health", () -> api("/stats").at("data.overall_health").expect(PRESENT,
                "events_flowing", "websockets_active", "buffer_utilization", "system_status"));
        check("api: health", () -> api("/health").at("data").expect("status", like("healthy|degraded"))
                .expect(PRESENT, "checks.event_bus", "checks.websockets").expect("issues", ARRAY));
        check("api: connections", () -> api("/connections").expect("data.connections", ARRAY));
    }

    private void badRequests() {
        for (String path : List.of(API + "/no-such-thing", API + "/connections/no-such-id", "/api/no-such-thing")) {
            check("bad request: GET " + path + " is 404", () -> server.get(path).refusal(404));
        }
        check("bad request: POST stats is 405", () -> server.send("POST", API + "/stats").refusal(405));
        for (String query : List.of("limit=0", "limit=1001", "limit=abc", "limit=5&limit=6", "descending=maybe",
                "since=nonsense", "until=nonsense", "after=nonsense", "event_type=Bad-Name")) {
            check("bad request: events?" + query + " is 422", () -> server.get(API + "/events?" + query).refusal(422)
                    .expect("error.code", "VALIDATION_ERROR").expect("error", about(query.split("=")[0])));
        }
    }

    private void correlation() {
        for (String path : List.of("/stats", "/no-such-thing", "/connections/no-such-id", "/events?limit=0")) {
            check("correlation: X-Request-ID comes back from " + path, () -> {
                String id = newId();
                server.get(API + path, "X-Request-ID", id).has("X-Request-ID", id).json().expect("meta.request_id", id);
            });
        }
        check("correlation: X-Request-ID is made where there is none", () ->
                server.get(API + "/stats").has("X-Request-ID", ".+"));
        check("correlation: an X-Request-ID too long is replaced", () ->
                server.get(API + "/stats", "X-Request-ID", "x".repeat(129)).has("X-Request-ID", ".{1,128}"));
        check("correlation: http.request tells of a call and takes part in its trace", this::httpRequestEvent);

        String id = newId();
        String traceId = hex(32);
        String span = hex(16);
        check("correlation: a message's request_id comes back", () ->
                ask(envelope("ping", "{}", requestId(id)), "pong").expect("request_id", id));
        talk("correlation: without one, the handshake's correlationId does", client("&correlationId=" + id), talk ->
                talk.ask(envelope("ping", "{}"), "pong").expect("request_id", id));
        check("correlation: without either, the handshake's X-Request-ID does", () -> {
            try (Conversation talk = server.open(client(), "X-Request-ID", id)) {
                talk.ask(envelope("ping", "{}"), "pong").expect("request_id", id);
            }
        });
        check("correlation: without any, an id is made", () ->
                ask(envelope("ping", "{}"), "pong").expect("request_id", TEXT));
        check("correlation: an answer goes on with its message's trace", () ->
                ask(envelope("ping", "{}", trace(traceId, span)), "pong").expect("trace.trace_id", traceId)
                        .expect("trace.parent_span", span).expect("trace.span", like("(?!" + span + ")[0-9a-f]{16}")));
        check("correlation: a span that is not hex is kept as parent_span", () ->
                ask(envelope("ping", "{}", trace(traceId, "span of old")), "pong")
                        .expect("trace.parent_span", "span of old").expect("trace.span", like("[0-9a-f]{16}")));
        check("correlation: the handshake's traceparent is the connection's trace", () -> {
            try (Conversation talk = server.open(client(), "traceparent", "00-" + traceId + "-" + span + "-01")) {
                talk.receive("hello").expect("trace.trace_id", traceId);
            }
        });
    }

    private void events() {
        check("events: the members of one", this::eventMembers);
        check("events: ws.message.in tells of a message that came", () -> awaitEvent("ws.message.in",
                "request_id=" + ownEvent().text("request_id"), "data.type", "ping").at("data")
                .expect("message_size", NUMBER).expect("client_remote", TEXT)
                .expect("envelope_version", 1).expect("is_enveloped", true));
        check("events: ws.message.out tells of its answer", () -> awaitEvent("ws.message.out",
                "request_id=" + ownEvent().text("request_id"), "data.type", "pong").at("data")
                .expect("payload_size", NUMBER).expect("client_remote", TEXT)
                .expect("envelope_version", 1).expect("has_trace", true).expect("has_meta", PRESENT));
        for (String type : List.of("connection_attempt", "connection_added", "connection_removed")) {
            check("events: ws.message.out tells of a " + type, () ->
                    awaitEvent("ws.message.out", "client_id=" + ownEvent().text("client_id"), "data.type", type));
        }
        for (String member : List.of("request_id", "trace_id", "client_id", "connection_id")) {
            check("events: filter " + member, () -> {
                String value = ownEvent().text(member);
                expectOnly(events(member + "=" + value), member, value);
            });
        }
        check("events: filter event_type", () -> expectOnly(events("event_type=ws.message.in&request_id="
                + ownEvent().text("request_id")), "event_type", "ws.message.in"));
        check("events: filter event_type, twice", () -> expectOnly(events("event_type=ws.message.in"
                + "&event_type=ws.message.out&client_id=" + ownEvent().text("client_id")),
                "event_type", "ws.message.in", "ws.message.out"));
        check("events: filter since and until, RFC 3339", () -> window(Instant::toString));
        check("events: filter since and until, epoch seconds", () ->
                window(time -> BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString()));
        check("events: newest first, or oldest first when asked", this::order);
        check("events: limit", () -> {
            api("/events").expect("data.limit_applied", 100);
            api("/events?limit=1000").expect("data.limit_applied", 1000);
            api("/events?limit=1&client_id=" + ownEvent().text("client_id"))
                    .expect("data.limit_applied", 1).expect("data.total_returned", 1);
        });
        check("events: after, and next_after to page on", this::paging);
    }

    private void handshake() {
        check("handshake: plain GET without client_id is 422", () ->
                server.get("/ws/client").refusal(422).expect("error", about("client_id")));
        check("handshake: plain GET with client_id is 426", () -> {
            Answer answer = server.get(client());
            answer.refusal(426);
            answer.has("Upgrade", "(?i)websocket");
        });
        unusableId("without client_id", "");
        unusableId("with an empty client_id", "?client_id=");
        unusableId("with a client_id of 129 characters", "?client_id=" + "x".repeat(129));
        unusableId("with a line feed in client_id", "?client_id=a%0Ab");
        unusableId("with two client_ids", "?client_id=a&client_id=b");
        talk("handshake: client_id is percent-decoded once", "/ws/client?role=test&client_id=" + run + "%2520b", talk ->
                talk.receive("hello").expect("payload.client_id", run + "%20b"));
        talk("handshake: version 2 is closed with 4400", client("&version=2"), talk -> {
            talk.receive("error").expect("payload", error("UNSUPPORTED_VERSION"));
            talk.expectEnd(4400, "Unsupported version 2, expected 1");
        });
        talk("handshake: role boss is closed with 4401", "/ws/client?role=boss&client_id=" + newId(), talk -> {
            talk.receive("error").expect("payload", error("INVALID_ROLE"));
            talk.expectEnd(4401, "Invalid role boss");
        });
        check("handshake: a strange Origin is 403", () -> {
            String body = server.upgrade(client(), "Origin", "http://evil.example").is(403).body();
            expect(!body.toLowerCase(Locale.ROOT).contains("<html"), "no HTML", body);
        });
    }

    private void unusableId(String how, String query) {
        check("handshake: upgrade " + how + " is 422", () ->
                server.upgrade("/ws/client" + query).refusal(422).expect("error", about("client_id")));
    }

    private void envelope() {
        String id = newId();
        talk("envelope: hello is first and complete", "/ws/client?client_id=" + id, talk -> talk.message()
                .expect("type", "hello").at("payload").expect("server_time", TIMESTAMP)
                .expect("accepted_version", 1).expect("version", 1).expect("role", "frontend")
                .expect("client_id", id).expect("connection_id", TEXT)
                .expect("features", containing("envelope_v1", "heartbeat", "correlation_tracking", "structured_errors",
                        "graceful_reconnect", "drift_status_broadcast"))
                .expect(NUMBER, "heartbeat_interval_ms", "limits.max_message_bytes"));
        talk("envelope: compat=flat has payload members on top too", client("&compat=flat"), talk -> {
            talk.receive("hello").expectFlat().expect("client_id", TEXT)
                    .expect("features", containing("envelope_v1", "structured_messages", "error_codes"));
            talk.ask(envelope("ping", "{}"), "pong").expectFlat().expect("original_timestamp", TIME);
        });
        check("envelope: ping is answered with pong", () ->
                ask(envelope("ping", "{\"data\": {\"n\": [1, null]}}"), "pong").at("payload")
                        .expect("original_timestamp", TIME).expect("response_timestamp", TIMESTAMP)
                        .expect("data", Json.parse("{\"n\": [1, null]}").value()));
        talk("envelope: status is answered with status", client(), talk -> {
            Json hello = talk.receive("hello").at("payload");
            talk.ask(envelope("ping", "{}"), "pong"); // before the first there is no last heartbeat
            talk.ask(envelope("status", "{}"), "status").at("payload")
                    .expect(NUMBER, "connection_uptime_seconds", "heartbeat_count").expect(PRESENT, "last_heartbeat")
                    .expect("client_id", hello.text("client_id")).expect("connection_id", hello.text("connection_id"))
                    .expect("role", "test");
        });
        check("envelope: any other type is echoed", () -> {
            String sent = envelope("order.placed", "{\"total\": 12.25, \"note\": \"\\u00e4\"}", requestId(newId()));
            ask(sent, "echo").at("payload").expect("message_type", "order.placed").expect("client_id", TEXT)
                    .expect("original_message", Json.parse(sent).value());
        });
        check("envelope: null and unknown members are accepted", () -> ask(envelope("ping", "{}",
                "\"request_id\": null", "\"trace\": null", "\"meta\": null", "\"unheard_of\": true"), "pong"));
    }

    private void brokenMessages() {
        broken("text that is not JSON", "{\"type\": \"ping\"", "INVALID_JSON", like("Invalid JSON format.*\\d.*"));
        breach("envelope_version", envelope("ping", "{}").replace("\": 1", "\": 2"));
        breach("type", envelope("", "{}"));
        breach("timestamp", envelope("ping", "{}").replace(TIME, "yesterday"));
        breach("payload", envelope("ping", "[]"));
        breach("request_id", envelope("ping", "{}", "\"request_id\": 5"));
        breach("trace", envelope("ping", "{}", "\"trace\": \"none\""));
        breach("meta", envelope("ping", "{}", "\"meta\": []"));
        breach("retries", envelope("ping", "{}", "\"meta\": {\"retries\": 1.5}"));
        talk("broken: a binary message is closed with 1003", client(), talk -> {
            talk.sendBinary();
            talk.expectEnd(1003, ".*");
        });
        talk("broken: a message of the size limit is served", client(), talk ->
                talk.ask(pingOfSize(sizeLimit(talk)), "pong"));
        talk("broken: a message over the limit is closed with 1009", client(), talk -> {
            talk.send(pingOfSize(sizeLimit(talk) + 1));
            talk.receive("error").expect("payload", error("MESSAGE_TOO_LARGE"));
            talk.expectEnd(1009, ".*");
        });
    }

    private void breach(String member, String text) {
        broken("an unusable " + member, text, "INVALID_ENVELOPE", about(member));
    }

    private void broken(String what, String text, String errorCode, Rule message) {
        talk("broken: " + what + " is told, and the connection stays open", client(), talk -> {
            talk.ask(text, "error").expect("payload", error(errorCode)).expect("payload.error_message", message);
            talk.ask(envelope("ping", "{}"), "pong");
        });
    }

    private void withoutEnvelope() {
        check("no envelope: ping", () -> ask("{\"type\": \"ping\", \"timestamp\": \"" + TIME + "\"}", "pong")
                .expectFlat().expect("meta.legacy_compatibility", true).expect("original_timestamp", TIME));
        check("no envelope: status", () -> ask("{\"type\": \"status\"}", "status").expectFlat()
                .expect("meta.legacy_compatibility", true).expect("legacy_request", true)
                .expect(NUMBER, "connection_uptime_seconds", "heartbeat_count"));
        check("no envelope: any other", () -> {
            String sent = "{\"type\": \"order\", \"items\": [1, \"zwei\", null]}";
            ask(sent, "echo").expectFlat().expect("meta.legacy_compatibility", true).expect("meta.debug", true)
                    .expect("legacy_request", true).expect("original_message", Json.parse(sent).value())
                    .expect("original_data", PRESENT).expect("wrapped_at", TIMESTAMP).expect("notice", TEXT);
        });
        talk("no envelope: legacy.usage counts it", client(), talk -> {
            String connection = talk.receive("hello").text("payload.connection_id");
            talk.ask("{\"type\": \"ping\"}", "pong");
            awaitEvent("legacy.usage", "connection_id=" + connection, "connection_id", connection);
        });
    }

    private void rawAddresses() {
        for (String address : List.of("/ws/legacy/", "/ws/")) {
            String id = newId();
            talk("raw: " + address + "{client_id} echoes, and sends nothing unasked", address + newId(), talk -> {
                talk.send("{\"type\": \"ping\"} or any text");
                String came = talk.text();
                expect(came.equals("Echo: {\"type\": \"ping\"} or any text"), "the same text after Echo: ", came);
                talk.expectSilence();
            });
            talk("raw: " + address + "{client_id} is told of as legacy.usage", address + id, talk ->
                    awaitEvent("legacy.usage", "client_id=" + id, "data.connection_type", "ws.legacy.connect")
                            .at("data").expect("client_id", id).expect("endpoint", address + "{client_id}")
                            .expect(TEXT, "connection_id", "deprecation_notice", "migration_guide"));
        }
    }

    private void connections() {
        talk("connections: one by its id", client(), talk -> {
            Json hello = talk.receive("hello").at("payload");
            api("/connections/" + hello.text("connection_id")).at("data").expect("role", "test")
                    .expect("client_id", hello.text("client_id")).expect("connection_id", hello.text("connection_id"));
        });
        check("connections: two of one client_id are both listed", () -> {
            String address = client();
            try (Conversation one = server.open(address); Conversation other = server.open(address)) {
                awaitListed(one.receive("hello").at("payload"), true);
                awaitListed(other.receive("hello").at("payload"), true);
            }
        });
        check("connections: a closed one disappears", () -> awaitListed(ownEvent(), false));
        talk("connections: DELETE closes one", client(), talk -> {
            Json hello = talk.receive("hello").at("payload").expect("connection_id", TEXT); // ours, and no other
            server.send("DELETE", API + "/connections/" + hello.text("connection_id")).success();
            talk.end();
            awaitListed(hello, false);
        });
    }

    private void channels() {
        talk("channels: a message to client:{id} arrives, and bears its place", client(), talk -> {
            String id = talk.receive("hello").at("payload").text("client_id");
            Json sent = post("/api/v2/channels/client:" + id + "/messages", NOTICE).success().at("data")
                    .expect("channel", "client:" + id).expect("connections_notified", 1).expect("epoch", TEXT);
            talk.receive("validate.notice").expect("payload.text", "hi").at("meta").expect("channel", "client:" + id)
                    .expect("epoch", sent.text("epoch")).expect("offset", NUMBER);
        });
        talk("channels: subscribed tells where each stands; unsubscribed names them",
                "/ws/client?role=admin&client_id=" + newId(), talk -> {
                    talk.receive("hello");
                    String channels = "{\"channels\": [\"events:cache.rebuild\"]}";
                    talk.ask(envelope("subscribe", channels), "subscribed").at("payload.channels.0")
                            .expect("channel", "events:cache.rebuild").expect("epoch", TEXT).expect("offset", NUMBER);
                    talk.ask(envelope("unsubscribe", channels), "unsubscribed")
                            .expect("payload.channels.0", "events:cache.rebuild");
                });
        refusedSubscribe("without channels", "{}", "INVALID_ENVELOPE");
        refusedSubscribe("to no list", "{\"channels\": \"broadcast\"}", "INVALID_ENVELOPE");
        refusedSubscribe("to what does not exist", "{\"channels\": [\"" + newId() + "\"]}", "UNKNOWN_CHANNEL");
        refusedSubscribe("to a name of 10 KiB", "{\"channels\": [\"" + "x".repeat(10_240) + "\"]}", "UNKNOWN_CHANNEL");
        refusedSubscribe("to another's channel", "{\"channels\": [\"client:another\"]}", "NOT_PERMITTED");
        refusedSubscribe("to events, as no admin", "{\"channels\": [\"events:*\"]}", "NOT_PERMITTED");
        for (String body : List.of("{}", "{\"type\": \"a\"}", "{\"type\": \"hello\", \"payload\": {}}")) {
            check("channels: POST " + body + " is 422", () -> post("/api/v2/channels/client:" + newId() + "/messages",
                    body).refusal(422).expect("error.code", "VALIDATION_ERROR"));
        }
    }

    private void refusedSubscribe(String how, String payload, String code) {
        talk("channels: subscribe " + how + " is " + code + ", and the connection stays", client(), talk -> {
            talk.receive("hello");
            talk.ask(envelope("subscribe", payload), "error").expect("payload", error(code));
            talk.ask(envelope("ping", "{}"), "pong");
        });
    }

    private void comingBack() {
        check("coming back: what was missed comes once, then it goes on", () -> {
            String address = client();
            String back;
            String messages;
            try (Conversation before = server.open(address)) {
                Json hello = before.receive("hello").at("payload").expect("session.ttl_seconds", NUMBER);
                messages = "/api/v2/channels/client:" + hello.text("client_id") + "/messages";
                post(messages, NOTICE).success();
                Json place = before.receive("validate.notice").at("meta").expect("offset", 1);
                back = "&session=" + hello.text("session.token") + "&position=client:" + hello.text("client_id")
                        + "@" + place.text("epoch") + ":1";
            }
            post(messages, NOTICE).success();
            try (Conversation after = server.open(address + back)) {
                after.receive("hello").expect("payload.session.resumed", true);
                post(messages, NOTICE).success();
                after.receive("validate.notice").expect("meta.offset", 2);
                after.receive("validate.notice").expect("meta.offset", 3);
            }
        });
        for (String way : List.of("&session=forged", "&session=forged&position=nonsense", "&position=broadcast@e:1")) {
            talk("coming back: " + way + " is told, and the connection stays", client(way), talk -> {
                talk.receive("hello").expect("payload.session.resumed", false).expect("payload.session.gaps", ARRAY);
                talk.receive("error").expect("payload", error("NOT_PERMITTED"));
                talk.send(envelope("status", "{}"));
                while (!talk.message().text("type").equals("status")) { // an error for each thing that was wrong
                    continue;
                }
            });
        }
    }

    private void drift() {
        check("drift: GET status", () -> server.get(DRIFT).success().at("data")
                .expect("broadcast_enabled", PRESENT).expect("drift_status", PRESENT));
        for (String body : List.of("{}", "{\"status\": \"MAYBE\", \"drift_score\": 1}",
                "{\"status\": \"NO_DRIFT\", \"drift_score\": \"1\"}", "[]")) {
            check("drift: POST " + body + " is 422", () -> post(DRIFT, body).refusal(422)
                    .expect("error.code", "VALIDATION_ERROR"));
        }
        check("drift: POST of what is not JSON is 400", () -> post(DRIFT, "{").refusal(400)
                .expect("error.code", "INVALID_JSON"));
        for (String path : List.of(API + "/legacy-usage", "/api/v2/meta/legacy-usage")) {
            check("legacy: " + path, () -> server.get(path + "?limit=1").success().at("data").expect("enabled", PRESENT)
                    .expect("sunset", PRESENT).expect("total", NUMBER).expect("endpoints", ARRAY)
                    .expect("clients", ARRAY).expect("ready_to_retire_reason", TEXT));
        }
        check("legacy: the old addresses tell of their end", () -> server.get("/ws/legacy/" + newId())
                .has("Deprecation", "@\\d+").has("Link", ".*rel=\"successor-version\".*rel=\"deprecation\".*"));
        check("drain: POST of a window that is none is 422", () -> post(API + "/drain", "{\"window_seconds\": -1}")
                .refusal(422).expect("error", about("window_seconds")));
    }

    // ------------------------------------------------------------- checks that take more than a line

    private void eventTypes() {
        List<Json> types = api("/event-types").items("data.event_types");
        types.forEach(type -> type.expect(TEXT, "type", "description").expect(NUMBER, "count"));
        Set<String> names = types.stream().map(type -> type.text("type")).collect(Collectors.toSet());
        expect(names.containsAll(List.of("http.request", "ws.message.out", "ws.message.in", "inference.audit",
                "drift.status", "cache.rebuild", "legacy.usage")), "all of the server's own types", names);
    }

    private void httpRequestEvent() {
        String id = newId();
        String traceId = hex(32);
        server.get(API + "/stats?x=y", "X-Request-ID", id, "traceparent", "00-" + traceId + "-" + hex(16) + "-01");
        awaitEvent("http.request", "request_id=" + id, "data.path", API + "/stats").expect("trace_id", traceId)
                .expect("data.method", "GET").expect("data.status", 200).expect("data.duration_ms", NUMBER)
                .expect(TEXT, "data.route", "data.client_remote");
    }

    private void eventMembers() {
        Json event = ownEvent().expect(NUMBER, "sequence", "timestamp").expect("event_type", "ws.message.in")
                .expect(TEXT, "id", "request_id", "trace_span", "client_id", "connection_id", "source")
                .expect("trace_id", like("[0-9a-f]{32}")).expect("timestamp_iso", TIMESTAMP).expect("data", OBJECT);
        Duration apart = Duration.between(instant(event.text("timestamp_iso")).orElseThrow(), timeOf(event));
        expect(apart.abs().toMillis() <= 1, "timestamp_iso and timestamp to agree", event);
    }

    /** An event must be found within a second of itself, and neither later nor earlier. */
    private void window(Function<Instant, String> format) {
        Json event = ownEvent();
        String query = "event_type=ws.message.in&request_id=" + event.text("request_id");
        String since = "&since=" + format.apply(timeOf(event).minusSeconds(1));
        String until = "&until=" + format.apply(timeOf(event).plusSeconds(1));
        expect(!events(query + since + until).isEmpty(), "the event with " + since + until, "nothing");
        expect(events(query + until.replace("until", "since")).isEmpty(), "nothing a second later", "the event");
        expect(events(query + since.replace("since", "until")).isEmpty(), "nothing a second earlier", "the event");
    }

    private void order() {
        String query = "client_id=" + ownEvent().text("client_id");
        List<Long> rising = events(query + "&descending=false").stream().map(Validate::sequenceOf).toList();
        expect(rising.size() > 1 && rising.equals(rising.stream().sorted().toList()), "rising sequences", rising);
        List<Long> falling = events(query).stream().map(Validate::sequenceOf).toList();
        List<Long> sorted = falling.stream().sorted(Comparator.reverseOrder()).toList();
        expect(falling.equals(sorted), "falling sequences", falling);
    }

    private void paging() {
        String page = "/events?limit=1&descending=false&client_id=" + ownEvent().text("client_id") + "&after=";
        Json first = api(page + 0).expect("data.next_after", NUMBER);
        Json second = api(page + first.at("data.next_after"));
        expect(sequenceOf(second.at("data.events.0")) > sequenceOf(first.at("data.events.0")), "a later event", second);
    }

    private static int sizeLimit(Conversation talk) {
        Object limit = talk.receive("hello").at("payload.limits.max_message_bytes").value();
        expect(limit instanceof Long bytes && bytes <= 1 << 24, "a limit in hello, small enough to try", limit);
        return ((Long) limit).intValue();
    }

    // ------------------------------------------------------------------------ what the checks share

    private void check(String name, Runnable check) {
        try {
            check.run();
            passed++;
            System.out.println("ok   " + name);
        } catch (RuntimeException e) {
            failed++;
            String line = (e instanceof Mismatch ? e.getMessage() : e.toString()).replaceAll("\\p{Cntrl}+", " ");
            System.out.println("FAIL " + name + ": " + (line.length() > 300 ? line.substring(0, 300) + "..." : line));
        }
    }

    /** A check with a connection of its own. */
    private void talk(String name, String address, Consumer<Conversation> check) {
        check(name, () -> {
            try (Conversation talk = server.open(address)) {
                check.accept(talk);
            }
        });
    }

    /** Sends one message on a connection of its own, and returns the answer. */
    private Json ask(String text, String answerType) {
        try (Conversation talk = server.open(client())) {
            return talk.ask(text, answerType);
        }
    }

    private Answer post(String path, String json) {
        return server.send("POST", path, HttpRequest.BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    /** The address for a client that there is not yet. */
    private String client(String... parameters) {
        return "/ws/client?role=test&client_id=" + newId() + String.join("", parameters);
    }

    /** An id that nobody else has, so that what belongs to it is ours. */
    private String newId() {
        return "validate-" + run + "-" + ++ids;
    }

    private static String hex(int digits) {
        byte[] bytes = new byte[digits / 2];
        ThreadLocalRandom.current().nextBytes(bytes);
        bytes[0] |= 1; // no id in a trace may be all zero
        return HexFormat.of().formatHex(bytes);
    }

    /** An envelope to send; payload and the members after it are JSON text. */
    private static String envelope(String type, String payload, String... members) {
        return "{\"envelope_version\": 1, \"type\": \"" + type + "\", \"timestamp\": \"" + TIME + "\", \"payload\": "
                + payload + Arrays.stream(members).map(member -> ", " + member).collect(Collectors.joining()) + "}";
    }

    private static String requestId(String id) {
        return "\"request_id\": \"" + id + "\"";
    }

    private static String trace(String traceId, String span) {
        return "\"trace\": {\"trace_id\": \"" + traceId + "\", \"span\": \"" + span + "\"}";
    }

    private static String pingOfSize(int bytes) {
        int rest = bytes - envelope("ping", "{\"data\": \"\"}").length();
        return envelope("ping", "{\"data\": \"" + "x".repeat(rest) + "\"}");
    }

    private Json api(String path) {
        return server.get(API + path).success();
    }

    private List<Json> events(String query) {
        return api("/events?" + query).items("data.events");
    }

    /** Has a short conversation, and returns the event of the one message that it sent. */
    private Json ownEvent() {
        String id = newId();
        ask(envelope("ping", "{}", requestId(id), trace(hex(32), hex(16))), "pong");
        return awaitEvent("ws.message.in", "request_id=" + id, "data.type", "ping");
    }

    /** On a server with much traffic the buffer may have moved on before an event is asked for. */
    private Json awaitEvent(String type, String query, String path, String value) {
        return eventually("a " + type + " event of " + query + " with " + path + " " + value, () ->
                events("event_type=" + type + "&" + query).stream()
                        .filter(event -> event.text(path).equals(value)).findFirst());
    }

    private void awaitListed(Json connection, boolean listed) {
        String id = connection.text("connection_id");
        eventually("connection " + id + (listed ? "" : " no longer") + " to be listed", () -> {
            boolean found = api("/connections?client_id=" + connection.text("client_id")).items("data.connections")
                    .stream().anyMatch(one -> one.text("connection_id").equals(id));
            return found == listed ? Optional.of(id) : Optional.empty();
        });
    }

    private static <T> T eventually(String expected, Supplier<Optional<T>> attempt) {
        for (Instant limit = Instant.now().plus(PATIENCE); Instant.now().isBefore(limit);) {
            Optional<T> result = attempt.get();
            if (result.isPresent()) {
                return result.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new Mismatch(expected, "none within " + PATIENCE.toSeconds() + " s");
    }

    private static void expect(boolean holds, String expected, Object came) {
        if (!holds) {
            throw new Mismatch(expected, came);
        }
    }

    private static void expectOnly(List<Json> events, String member, String... values) {
        Set<String> came = events.stream().map(event -> event.text(member)).collect(Collectors.toSet());
        expect(came.equals(Set.of(values)), "events with " + member + " " + List.of(values) + " alone", came);
    }

    private static Rule like(String regex) {
        return new Rule("a text like " + regex, found -> found instanceof String text && text.matches(regex));
    }

    private static Rule about(String name) {
        return new Rule("something that names " + name, found -> String.valueOf(found).contains(name));
    }

    private static Rule containing(String... items) {
        List<String> wanted = List.of(items);
        return new Rule("an array with " + wanted, found -> found instanceof List<?> all && all.containsAll(wanted));
    }

    private static Rule error(String code) {
        return new Rule("an error " + code + " with the same error_message and message", found ->
                found instanceof Map<?, ?> error && code.equals(error.get("error_code"))
                        && error.get("error_message") instanceof String text && text.equals(error.get("message")));
    }

    private static Optional<Instant> instant(Object text) {
        try {
            return Optional.of(OffsetDateTime.parse(String.valueOf(text)).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant timeOf(Json event) {
        BigDecimal seconds = new BigDecimal(event.expect("timestamp", NUMBER).at("timestamp").toString());
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }

    private static Long sequenceOf(Json event) {
        return ((Number) event.expect("sequence", NUMBER).at("sequence").value()).longValue();
    }

    // ----------------------------------------------------------------------------------- the tools

    /** What must hold for a JSON value, and the words for it. */
    private record Rule(String name, Predicate<Object> holds) {
    }

    /** Something that was expected did not come. */
    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String came;

        Mismatch(String expected, Object came) {
            super("expected " + expected + ", came " + came, null, false, false);
            this.came = String.valueOf(came);
        }
    }

    /** The server, at the far end of the network. */
    private static final class Server {
        private final String base;
        // Version 1.1 alone: the client's offer of HTTP/2 would itself be an upgrade.
        private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        Server(String base) {
            this.base = base;
        }

        Answer get(String path, String... headers) {
            return send("GET", path, headers);
        }

        Answer send(String method, String path, String... headers) {
            return send(method, path, HttpRequest.BodyPublishers.noBody(), headers);
        }

        Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).method(method, body);
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            HttpResponse<String> response = await("an answer to " + method + " " + path,
                    http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()));
            return new Answer(response.statusCode(), response.headers(), response.body());
        }

        /** Asks for an upgrade that should be refused. */
        Answer upgrade(String path, String... headers) {
            List<String> all = new ArrayList<>(List.of("Connection", "Upgrade", "Upgrade", "websocket",
                    "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
            all.addAll(List.of(headers));
            return send("GET", path, all.toArray(String[]::new));
        }

        /** Asks for an upgrade that should be granted. */
        Conversation open(String path, String... headers) {
            WebSocket.Builder handshake = http.newWebSocketBuilder();
            for (int i = 0; i < headers.length; i += 2) {
                handshake.header(headers[i], headers[i + 1]);
            }
            Conversation conversation = new Conversation();
            URI address = URI.create(base.replaceFirst("^http", "ws") + path);
            conversation.socket = await("an upgrade of " + path, handshake.buildAsync(address, conversation));
            return conversation;
        }

        private static <T> T await(String expected, CompletableFuture<T> future) {
            try {
                return future.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
            } catch (CompletionException e) {
                future.cancel(true);
                throw new Mismatch(expected, reason(e.getCause()));
            }
        }

        private static String reason(Throwable failure) {
            if (failure instanceof WebSocketHandshakeException refusal) {
                return "status " + refusal.getResponse().statusCode();
            }
            if (failure instanceof TimeoutException) {
                return "nothing within " + PATIENCE.toSeconds() + " s";
            }
            String name = failure instanceof ConnectException ? "no connection" : failure.getClass().getSimpleName();
            return failure.getMessage() == null ? name : name + " (" + failure.getMessage() + ")";
        }
    }

    /** An HTTP answer. */
    private record Answer(int status, HttpHeaders headers, String body) {

        Json success() {
            return enveloped(200).expect("success", true).expect("error", null);
        }

        Json refusal(int expected) {
            return enveloped(expected).expect("success", false).expect("data", null)
                    .expect(TEXT, "error.code", "error.message");
        }

        private Json enveloped(int expected) {
            return is(expected).has("Content-Type", "application/json.*").has("X-Request-ID", ".+").json()
                    .expect("meta.request_id", headers.firstValue("X-Request-ID").orElse(""))
                    .expect("meta.message", TEXT).expect("meta.timestamp", TIMESTAMP);
        }

        Json json() {
            return Json.parse(body);
        }

        Answer is(int expected) {
            expect(status == expected, "status " + expected, status + " " + body);
            return this;
        }

        Answer has(String name, String regex) {
            String value = headers.firstValue(name).orElse("");
            expect(value.matches(regex), name + " like " + regex, "\"" + value + "\"");
            return this;
        }

        Answer contains(String regex) {
            expect(Pattern.compile(regex).matcher(body).find(), "a body with " + regex, "one without");
            return this;
        }
    }

    /** One WebSocket connection. What comes is kept, in its order, until it is asked for. */
    private static final class Conversation implements WebSocket.Listener, AutoCloseable {

        /** What comes only as an answer; a heartbeat or a broadcast may come at any time. */
        private static final Set<String> ANSWERS =
                Set.of("pong", "status", "echo", "error", "subscribed", "unsubscribed");

        /** A text, or else the end with its close code and reason. */
        private record Arrival(String text, int code, String reason) {
            @Override
            public String toString() {
                return text != null ? text : "the end with " + code + " \"" + reason + "\"";
            }
        }

        private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final StringBuilder fragments = new StringBuilder();
        private WebSocket socket;

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            fragments.append(data);
            if (last) {
                arrivals.add(new Arrival(fragments.toString(), 0, ""));
                fragments.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            arrivals.add(new Arrival(null, code, reason));
            ended.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            onClose(from, 1006, error.toString());
        }

        void send(String text) {
            sent(socket.sendText(text, true));
        }

        void sendBinary() {
            sent(socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true));
        }

        // A failed send is no failure yet, for the server may close while we send: what comes then tells more.
        private static void sent(CompletableFuture<?> sending) {
            sending.handle((done, failure) -> null)
                    .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        }

        Json ask(String text, String answerType) {
            send(text);
            return receive(answerType);
        }

        /** {@return the next text} */
        String text() {
            Arrival arrival = next("a text");
            expect(arrival.text != null, "a text", arrival);
            return arrival.text;
        }

        /** {@return the next message, which keeps the rules for every envelope} */
        Json message() {
            return Json.parse(text()).expect("envelope_version", 1).expect("type", TEXT).expect("timestamp", TIMESTAMP)
                    .expect("request_id", PRESENT).expect("payload", OBJECT);
        }

        /** {@return the next message of this type, past what may come unasked} */
        Json receive(String type) {
            for (Instant limit = Instant.now().plus(PATIENCE); Instant.now().isBefore(limit);) {
                Json message = message();
                if (message.text("type").equals(type)) {
                    return message;
                }
                expect(!ANSWERS.contains(message.text("type")), "a message of type " + type, message);
            }
            throw new Mismatch("a message of type " + type, "only others");
        }

        void expectEnd(int code, String reason) {
            Arrival end = end();
            expect(end.code == code && end.reason.matches(reason), "the end with " + code + " \"" + reason + "\"", end);
        }

        /** {@return the end, past whatever still comes before it} */
        Arrival end() {
            for (Instant limit = Instant.now().plus(PATIENCE); Instant.now().isBefore(limit);) {
                Arrival arrival = next("the end");
                if (arrival.text == null) {
                    return arrival;
                }
            }
            throw new Mismatch("the end", "only messages");
        }

        void expectSilence() {
            Arrival arrival = poll(SILENCE);
            expect(arrival == null, "silence", arrival);
        }

        private Arrival next(String expected) {
            Arrival arrival = poll(PATIENCE);
            expect(arrival != null, expected, "nothing within " + PATIENCE.toSeconds() + " s");
            return arrival;
        }

        private Arrival poll(Duration patience) {
            try {
                return arrivals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) { // nobody does
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            sent(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
            ended.completeOnTimeout(null, 1, TimeUnit.SECONDS).join(); // a server that is well answers at once
            socket.abort();
        }
    }

    /** A JSON value, or its absence, and where it stands. Asked by paths such as {@code data.events.0}. */
    private record Json(String place, Object value) {

        private static final Object ABSENT = new Object() {
            @Override
            public String toString() {
                return "nothing";
            }
        };

        static Json parse(String text) {
            return new Json("", new JsonParser(text).document());
        }

        Json at(String path) {
            Object found = value;
            for (String name : path.split("\\.")) {
                if (found instanceof Map<?, ?> map && map.containsKey(name)) {
                    found = map.get(name);
                } else if (found instanceof List<?> list && name.equals("0") && !list.isEmpty()) {
                    found = list.get(0); // no check needs another
                } else {
                    found = ABSENT;
                }
            }
            return new Json(place.isEmpty() ? path : place + "." + path, found);
        }

        /** {@return the text at a path, or an empty one} */
        String text(String path) {
            return at(path).value instanceof String text ? text : "";
        }

        List<Json> items(String path) {
            List<?> items = (List<?>) expect(path, ARRAY).at(path).value;
            return items.stream().map(item -> new Json(path + "[]", item)).toList();
        }

        Json expect(Rule rule, String... paths) {
            for (String path : paths) {
                Json found = at(path);
                Validate.expect(rule.holds.test(found.value), found.place + " to be " + rule.name, found);
            }
            return this;
        }

        Json expect(String path, Object expected) {
            if (expected instanceof Rule rule) {
                return expect(rule, path);
            }
            Object same = expected instanceof Integer number ? Long.valueOf(number) : expected; // as the parser has it
            return expect(new Rule(String.valueOf(expected), found -> Objects.equals(found, same)), path);
        }

        /** Every member of the payload must stand at the top too. */
        Json expectFlat() {
            ((Map<?, ?>) at("payload").value).forEach((name, member) -> expect((String) name, member));
            return this;
        }

        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** Reads JSON as RFC 8259 has it and no more leniently; nor does it take one name twice in an object. */
    private static final class JsonParser {

        // Possessive throughout, so that a long text is matched in a loop and not by recursion.
        private static final Pattern TOKEN = Pattern.compile("[ \t\r\n]*+([{}\\[\\],:]|true|false|null"
                + "|-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+"
                + "|\"(?:[^\"\\\\\\x00-\\x1f]++|\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+\"|\\z)");
        private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(....)|(.))");
        private static final int MAX_DEPTH = 200; // rather a failed check than a stack overflow

        private final String text;
        private final Matcher tokens;
        private String token;

        JsonParser(String text) {
            this.text = text;
            this.tokens = TOKEN.matcher(text);
            advance();
        }

        Object document() {
            Object value = value(0);
            require(token.isEmpty(), "nothing more");
            return value;
        }

        private Object value(int depth) {
            require(depth < MAX_DEPTH && !token.isEmpty() && "}],:".indexOf(token) < 0, "a value");
            String first = advance();
            return switch (first.charAt(0)) {
                case '{' -> object(depth);
                case '[' -> array(depth);
                case '"' -> string(first);
                case 't', 'f' -> Boolean.valueOf(first);
                case 'n' -> null;
                default -> number(first);
            };
        }

        private Map<String, Object> object(int depth) {
            Map<String, Object> members = new LinkedHashMap<>();
            while (!token.equals("}")) {
                if (!members.isEmpty()) {
                    take(",");
                }
                require(token.startsWith("\""), "a name");
                String name = string(advance());
                require(!members.containsKey(name), "no second \"" + name + "\"");
                take(":");
                members.put(name, value(depth + 1));
            }
            take("}");
            return members;
        }

        private List<Object> array(int depth) {
            List<Object> items = new ArrayList<>();
            while (!token.equals("]")) {
                if (!items.isEmpty()) {
                    take(",");
                }
                items.add(value(depth + 1));
            }
            take("]");
            return items;
        }

        private static String string(String quoted) {
            return ESCAPE.matcher(quoted.substring(1, quoted.length() - 1)).replaceAll(escape ->
                    Matcher.quoteReplacement(escape.group(1) != null
                            ? Character.toString((char) HexFormat.fromHexDigits(escape.group(1)))
                            : Character.toString("\"\\/\b\f\n\r\t".charAt("\"\\/bfnrt".indexOf(escape.group(2))))));
        }

        private static Number number(String digits) {
            try {
                return Long.valueOf(digits);
            } catch (NumberFormatException e) { // a fraction, an exponent, or more than 64 bits
                return new BigDecimal(digits);
            }
        }

        private void take(String expected) {
            require(token.equals(expected), expected);
            advance();
        }

        /** {@return the token that was to be read; the next one is then} */
        private String advance() {
            String read = token;
            require(tokens.lookingAt(), "a token");
            token = tokens.group(1);
            tokens.region(tokens.end(), text.length());
            return read;
        }

        private void require(boolean holds, String expected) {
            expect(holds, "JSON with " + expected + " before character " + tokens.regionStart(), text);
        }
    }
}
