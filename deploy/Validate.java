import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reports within seconds whether a deployment works: calls every HTTP address and every WebSocket address of a
 * running Wirescope once or twice, as its clients do. Needs a JDK 17 and nothing else:
 *
 * <pre>java deploy/Validate.java http://localhost:8080</pre>
 *
 * <p>What each call answers in every case is the business of the tests in {@code src/test}; here an answer is
 * searched for the text that shows the right component gave it.
 */
public final class Validate {

    private static final String USAGE = """
            Usage: java deploy/Validate.java URL

            Checks the Wirescope at URL (http://localhost:8080, https://gateway.example.com) and prints a line for
            each check. It is safe in production: it clears nothing, closes only its own connections, and publishes
            only events of type validate.check.

            Exits 0 when every check passed, 1 when one failed, 2 when URL is wrong or out of reach.
            For a private certificate authority: java -Djavax.net.ssl.trustStore=FILE deploy/Validate.java URL
            """;

    /** How long a response or a message may take. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final String API = "/api/v2/observability";
    private static final String EVENTS = API + "/events";
    private static final String JSON = "application/json";
    private static final String CLOUD_EVENT = "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"validate\", "
            + "\"type\": \"validate.check\", \"data\": {\"n\": 1}}";

    static {
        // Read when the HTTP client is first used: lets a refused upgrade be an ordinary response.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection,upgrade");
    }

    private final String base;
    private final String run = "validate-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    // HTTP/1.1, since an offer of HTTP/2 is itself an upgrade.
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT).build();
    private int passed;
    private int failed;
    private int ids;

    private Validate(String base) {
        this.base = base;
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        if (args.length == 1 && args[0].equals("--help")) {
            System.out.print(USAGE);
            return 0;
        }
        if (args.length != 1 || !args[0].matches("https?://[^/?#\\s]+[^?#\\s]*")) {
            System.err.print(USAGE);
            return 2;
        }
        Validate validate = new Validate(args[0].replaceAll("/+$", ""));
        try {
            validate.get("/health");
        } catch (Exception e) {
            System.err.println("Cannot reach " + args[0] + ": " + e);
            return 2;
        }
        return validate.all() ? 0 : 1;
    }

    private boolean all() {
        platform();
        api();
        events();
        stream();
        handshakes();
        envelopes();
        connections();
        channels();
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0;
    }

    // ------------------------------------------------------------------------------------------- the checks

    private void platform() {
        for (String path : List.of("/health", "/health/live", "/health/ready", "/health/started")) {
            check("GET " + path, () -> get(path).is(200).has("\"status\"\\s*:\\s*\"UP\""));
        }
        Map.of("/metrics?scope=application", "(?m)^wirescope_", "/openapi", "/v2/observability/events",
                "/", "(?i)<html", "/schemas/envelope-v1.json", "serverMessage", "/asyncapi.yaml", "asyncapi: 3",
                "/docs/migration.md", "/ws/client", "/client/wirescope-client.js", "WirescopeClient")
                .forEach((path, content) -> check("GET " + path, () -> get(path).is(200).has(content)));
    }

    private void api() {
        check("GET event-types", () -> get(API + "/event-types").success("ws.message.in", "legacy.usage"));
        check("GET stats", () -> get(API + "/stats").success("event_bus", "websockets", "overall_health"));
        check("GET health", () -> get(API + "/health").success("checks", "issues"));
        check("POST drain with a bad window", () -> post(API + "/drain", "{\"window_seconds\": -1}")
                .refused(422, "VALIDATION_ERROR"));
        check("GET drift/status", () -> get("/api/v2/drift/status").success("broadcast_enabled"));
        check("POST drift/status with a bad status", () -> post("/api/v2/drift/status",
                "{\"status\": \"MAYBE\", \"drift_score\": 1}").refused(422, "VALIDATION_ERROR"));
        check("PUT drift/broadcast with a bad body", () -> send("PUT", "/api/v2/drift/broadcast", "{}",
                "Content-Type", JSON).refused(422, "VALIDATION_ERROR"));
        for (String path : List.of(API + "/legacy-usage", "/api/v2/meta/legacy-usage")) {
            check("GET " + path, () -> get(path + "?limit=1").success("sunset", "endpoints", "clients"));
        }
        check("GET of an unknown address", () -> get("/api/no-such-thing").refused(404, "NOT_FOUND"));
        check("method not allowed", () -> post(API + "/stats", "{}").refused(405, "METHOD_NOT_ALLOWED"));
        check("X-Request-ID is returned", () -> {
            String id = newId();
            get(API + "/stats", "X-Request-ID", id).success(id);
        });
    }

    private void events() {
        check("GET events", () -> get(EVENTS).success("total_returned", "next_after", "newest_sequence"));
        for (String query : List.of("limit=0", "descending=maybe", "since=nonsense", "event_type=Bad-Name")) {
            check("GET events?" + query, () -> get(EVENTS + "?" + query).refused(422, "VALIDATION_ERROR"));
        }
        check("POST events, then GET it by its request", () -> {
            String id = newId();
            post(EVENTS, event(id, "validate.check")).accepted();
            get(EVENTS + "?event_type=validate.check&descending=false&request_id=" + id).success(id);
            get(API + "/correlations/" + id).success("offset_ms", "spans", id);
        });
        Map.of("cloudevents+json", CLOUD_EVENT, "cloudevents-batch+json", "[" + CLOUD_EVENT + "]").forEach((type, body) ->
                check("POST events, " + type, () -> send("POST", EVENTS, body, "Content-Type", "application/" + type)
                        .accepted()));
        check("POST events, a CloudEvent in binary mode", () -> send("POST", EVENTS, "{\"n\": 1}", "Content-Type", JSON,
                "ce-specversion", "1.0", "ce-id", "1", "ce-source", "validate", "ce-type", "validate.check").accepted());
        check("POST events, one bad event refuses the batch", () -> {
            String id = newId();
            post(EVENTS, "[" + event(id, "validate.check") + ", " + event(id, "Bad Type") + "]")
                    .refused(422, "\"index\"\\s*:\\s*1");
            get(API + "/correlations/" + id).refused(404, "NOT_FOUND");
        });
        check("POST events, invalid JSON", () -> post(EVENTS, "{").refused(400, "INVALID_JSON"));
    }

    private void stream() {
        check("GET events/stream resumes after Last-Event-ID", () -> {
            String id = newId();
            String accepted = post(EVENTS, event(id, "validate.check")).accepted().body();
            long sequence = Long.parseLong(first(accepted, "\"sequences\"\\s*:\\s*\\[\\s*(\\d+)"));
            HttpRequest request = request(EVENTS + "/stream?request_id=" + id,
                    "Last-Event-ID", Long.toString(sequence - 1)).build();
            HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                expect(response.statusCode() == 200, "status 200", response.statusCode());
                String data = CompletableFuture.supplyAsync(() -> lines.filter(line -> line.startsWith("data:"))
                        .findFirst().orElse("")).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                expect(data.contains(id), "the event of " + id, data);
            }
        });
    }

    private void handshakes() {
        check("plain GET of /ws/client without client_id", () -> get("/ws/client").refused(422, "client_id"));
        check("plain GET of /ws/client", () -> get("/ws/client?client_id=" + newId()).refused(426, "UPGRADE_REQUIRED"));
        check("upgrade without client_id", () -> upgrade("/ws/client").refused(422, "INVALID_CLIENT_ID"));
        check("upgrade from a foreign page", () -> upgrade("/ws/client?client_id=" + newId(),
                "Origin", "http://other.example").refused(403, "ORIGIN_NOT_ALLOWED"));
        Map.of("version=2", "4400 Unsupported version 2, expected 1", "role=boss", "4401 Invalid role boss").forEach(
                (query, close) -> talk(query + " is closed", "/ws/client?" + query + "&client_id=", talk -> {
                    talk.await("\"UNSUPPORTED_VERSION\"|\"INVALID_ROLE\"");
                    talk.await("^closed " + close + "$");
                }));
        for (String address : List.of("/ws/legacy/", "/ws/")) {
            talk(address + "{client_id} echoes text", address, talk -> {
                talk.send("any text");
                talk.await("^Echo: any text$");
            });
        }
        check("legacy addresses announce their deprecation", () -> expect(get("/ws/legacy/" + newId())
                .headers().firstValue("Deprecation").isPresent(), "a Deprecation header", "none"));
    }

    private void envelopes() {
        talk("hello, ping, status and echo", "/ws/client?role=test&client_id=", talk -> {
            talk.await("\"hello\"");
            talk.send(envelope("ping", "{\"data\": 42}", newId()));
            talk.await("\"pong\".*\"data\"\\s*:\\s*42");
            talk.send(envelope("status", "{}", newId()));
            talk.await("\"connection_uptime_seconds\"");
            String id = newId();
            talk.send(envelope("validate.order", "{}", id));
            talk.await("\"echo\".*" + id);
            eventually("its events", () -> get(EVENTS + "?request_id=" + id)
                    .success("ws.message.in", "ws.message.out"));
        });
        talk("a broken envelope is answered, and the connection stays", "/ws/client?role=test&client_id=", talk -> {
            talk.send("{\"envelope_version\": 1}");
            talk.await("\"INVALID_ENVELOPE\"");
            talk.send(envelope("ping", "{}", newId()));
            talk.await("\"pong\"");
        });
        talk("a message without envelope is answered flat", "/ws/client?role=test&client_id=", talk -> {
            talk.send("{\"type\": \"status\"}");
            talk.await("\"legacy_request\"\\s*:\\s*true");
            talk.send("no JSON");
            talk.await("Invalid JSON format");
        });
    }

    private void connections() {
        check("GET connections", () -> get(API + "/connections").success("connections"));
        talk("GET, PUT and DELETE of one connection and its channels", "/ws/client?role=admin&client_id=", talk -> {
            String path = API + "/connections/" + talk.await("\"hello\"", "\"connection_id\"\\s*:\\s*\"([^\"]+)");
            get(path).success(run);
            for (String channel : List.of("/channels/events:cache.rebuild", "/channels?channel=events:cache.rebuild")) {
                send("PUT", path + channel, "").success("\"changed\"\\s*:\\s*true");
                talk.await("\"subscribed\"");
                send("DELETE", path + channel, "").success("\"changed\"\\s*:\\s*true");
                talk.await("\"unsubscribed\"");
            }
            send("DELETE", path, "").success();
            talk.await("^closed ");
            eventually("the connection to be gone", () -> get(path).refused(404, "NOT_FOUND"));
        });
    }

    private void channels() {
        String channels = "{\"channels\": [\"events:cache.rebuild\"]}";
        talk("subscribe, unsubscribe and publish", "/ws/client?role=admin&client_id=", talk -> {
            talk.send(envelope("subscribe", channels, newId()));
            talk.await("\"subscribed\".*\"epoch\"");
            talk.send(envelope("unsubscribe", channels, newId()));
            talk.await("\"unsubscribed\"");
            talk.send(envelope("publish", "{\"channel\": \"events:*\", \"type\": \"a\", \"payload\": {}}", newId()));
            talk.await("\"NOT_PERMITTED\"|\"message_type\"\\s*:\\s*\"publish\""); // an echo unless clients may publish
        });
        check("POST of a batch, twice with one Idempotency-Key", () -> {
            String key = newId();
            String batch = "{\"messages\": [{\"channel\": \"client:" + key + "\", " + notice(1).substring(1) + ", 7]}";
            for (int i = 0; i < 2; i++) {
                send("POST", "/api/v2/channels/batch", batch, "Content-Type", JSON, "Idempotency-Key", key)
                        .success("\"offset\"\\s*:\\s*1\\D", "\"refused\"\\s*:\\s*1\\D");
            }
        });
        for (String path : List.of("client:" + newId() + "/messages", "messages?channel=client:" + newId())) {
            check("POST of an invalid message", () -> post("/api/v2/channels/" + path,
                    "{\"type\": \"hello\", \"payload\": {}}").refused(422, "VALIDATION_ERROR"));
        }
        check("POST to a client's channel, while connected and while away", () -> {
            String id = newId();
            String messages = "/api/v2/channels/client:" + id + "/messages";
            String token;
            String position;
            try (Conversation before = open("/ws/client?role=test&client_id=" + id)) {
                token = before.await("\"hello\"", "\"token\"\\s*:\\s*\"([^\"]+)");
                String sent = post(messages, notice(1)).success("connections_notified").body();
                before.await("\"validate.notice\"");
                position = "client:" + id + "@" + first(sent, "\"epoch\"\\s*:\\s*\"([^\"]+)") + ":1";
            }
            post(messages, notice(2)).success();
            try (Conversation after = open("/ws/client?role=test&client_id=" + id + "&session=" + token
                    + "&position=" + position)) {
                after.await("\"resumed\"\\s*:\\s*true");
                after.await("\"validate.notice\".*\"n\"\\s*:\\s*2");
            }
        });
    }

    // -------------------------------------------------------------------------------------- what they share

    @FunctionalInterface
    private interface Check {
        void run() throws Exception;
    }

    @FunctionalInterface
    private interface Dialogue {
        void with(Conversation conversation) throws Exception;
    }

    private void check(String name, Check check) {
        try {
            check.run();
            passed++;
            System.out.println("ok   " + name);
        } catch (Exception e) {
            failed++;
            String reason = String.valueOf(e).replaceAll("\\p{Cntrl}+", " ");
            System.out.println("FAIL " + name + ": " + reason.substring(0, Math.min(reason.length(), 300)));
        }
    }

    /** A check with a connection of its own; the address ends where a new client id follows. */
    private void talk(String name, String address, Dialogue dialogue) {
        check(name, () -> {
            try (Conversation conversation = open(address + newId())) {
                dialogue.with(conversation);
            }
        });
    }

    private static void eventually(String expected, Check attempt) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                attempt.run();
                return;
            } catch (Mismatch e) {
                expect(System.nanoTime() < deadline, expected, e.getMessage());
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static void expect(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new Mismatch("expected " + expected + ", found " + found);
        }
    }

    private static String first(String text, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        expect(matcher.find(), regex, text);
        return matcher.group(1);
    }

    /** A new id that no other client has. */
    private String newId() {
        return run + "-" + ++ids;
    }

    private static String envelope(String type, String payload, String requestId) {
        return "{\"envelope_version\": 1, \"type\": \"" + type + "\", \"timestamp\": \"2025-08-16T01:36:59Z\", "
                + "\"request_id\": \"" + requestId + "\", \"payload\": " + payload + "}";
    }

    private static String event(String requestId, String type) {
        return "{\"event_type\": \"" + type + "\", \"source\": \"validate\", \"request_id\": \"" + requestId
                + "\", \"data\": {\"n\": 1}}";
    }

    private static String notice(int n) {
        return "{\"type\": \"validate.notice\", \"payload\": {\"n\": " + n + "}}";
    }

    private Answer get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    private Answer post(String path, String json) throws Exception {
        return send("POST", path, json, "Content-Type", JSON);
    }

    /** Requests an upgrade that is to be refused. */
    private Answer upgrade(String path, String... headers) throws Exception {
        String[] upgrade = {"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13",
            "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="};
        return get(path, Stream.concat(Arrays.stream(upgrade), Arrays.stream(headers)).toArray(String[]::new));
    }

    private Answer send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest request = request(path, headers).method(method, body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Conversation open(String path) throws Exception {
        Conversation conversation = new Conversation();
        conversation.socket = http.newWebSocketBuilder().connectTimeout(TIMEOUT)
                .buildAsync(URI.create(base.replaceFirst("^http", "ws") + path), conversation)
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        return conversation;
    }

    /** Something else came than was expected. */
    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1;

        Mismatch(String message) {
            super(message);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }

    private record Answer(int status, java.net.http.HttpHeaders headers, String body) {

        Answer is(int expected) {
            expect(status == expected, "status " + expected, status + " " + body);
            return this;
        }

        Answer has(String... regexes) {
            for (String regex : regexes) {
                expect(Pattern.compile(regex).matcher(body).find(), regex, body);
            }
            return this;
        }

        Answer success(String... regexes) {
            return is(200).has("\"success\"\\s*:\\s*true").has(regexes);
        }

        Answer accepted() {
            return is(202).has("\"success\"\\s*:\\s*true", "\"accepted\"\\s*:\\s*1");
        }

        Answer refused(int status, String regex) {
            expect(headers.firstValue("X-Request-ID").isPresent(), "X-Request-ID", headers);
            return is(status).has("\"success\"\\s*:\\s*false", regex);
        }
    }

    /** One WebSocket connection. What comes is kept in order until it is awaited; its end is {@code closed CODE REASON}. */
    private static final class Conversation implements WebSocket.Listener, AutoCloseable {

        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();
        private WebSocket socket;

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received.add(parts.toString());
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            received.add("closed " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            onClose(from, 1006, error.toString());
        }

        void send(String text) throws Exception {
            socket.sendText(text, true).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** {@return the next text that matches, past others: a heartbeat or a broadcast may come at any time} */
        String await(String regex) throws InterruptedException {
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            String text = "nothing";
            while (System.nanoTime() < deadline) {
                String next = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next != null && Pattern.compile(regex).matcher(next).find()) {
                    return next;
                }
                text = next == null ? text : next;
            }
            throw new Mismatch("expected a message with " + regex + ", found " + text);
        }

        String await(String regex, String group) throws InterruptedException {
            return first(await(regex), group);
        }

        @Override
        public void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").completeOnTimeout(null, 1, TimeUnit.SECONDS)
                    .exceptionally(failure -> null).join();
            socket.abort();
        }
    }
}
