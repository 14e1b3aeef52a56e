package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.it.EventStreamReader.Frame;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET events/stream} as its readers see it. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class EventStreamIT {

    private static final int PORTION = 50;

    private static final int BUFFER = 1000;
    private static final Duration KEEP_ALIVE = Duration.ofMillis(500);
    private static final String STREAM = EventStreamReader.PATH;
    private static final String NOTHING = "?event_type=never.happens";

    @ArquillianResource
    private URI server;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Api api;
    private int subscribers;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of(
                "wirescope.events.buffer-size", Integer.toString(BUFFER),
                "wirescope.stream.keep-alive", KEEP_ALIVE.toString()));
    }

    @BeforeEach
    void countSubscribers() throws Exception {
        api = new Api(server);
        subscribers = subscribers();
    }

    @AfterEach
    void everyReaderIsReleased() throws Exception {
        Api.await(this::subscribers, count -> count == subscribers);
    }

    private int subscribers() throws Exception {
        return api.stats().getJsonObject("event_bus").getInt("active_subscriber_count");
    }

    private EventStreamReader open(String query, String... headers) throws Exception {
        return EventStreamReader.open(http, server, query, headers);
    }

    // By portions: a client that sends more than the server can answer meanwhile is closed for that.
    private static void ping(Client client, int times) throws Exception {
        for (int left = times; left > 0; left -= PORTION) {
            int portion = Math.min(left, PORTION);
            for (int i = 0; i < portion; i++) {
                client.send(Messages.PING);
            }
            for (int i = 0; i < portion; i++) {
                client.json("pong");
            }
        }
    }

    private static List<Long> sequences(List<Frame> frames) {
        return frames.stream().map(Frame::sequence).toList();
    }

    private List<Long> queried(String query, int atLeast) throws Exception {
        List<Long> sequences = new ArrayList<>();
        for (JsonObject event : api.events(query, atLeast)) {
            sequences.add(event.getJsonNumber("sequence").longValue());
        }
        Collections.reverse(sequences);
        return sequences;
    }

    @Test
    void opensAsAnEventStreamThatNoProxyBuffers() throws Exception {
        try (EventStreamReader reader = open("")) {
            assertThat(reader.headers().firstValue("Content-Type")).hasValueSatisfying(type ->
                    assertThat(type.replace(" ", "")).isEqualToIgnoringCase("text/event-stream;charset=utf-8"));
            assertThat(reader.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(reader.headers().firstValue("X-Accel-Buffering")).hasValue("no");
            assertThat(reader.headers().firstValue("X-Request-ID")).isPresent();
            assertThat(reader.greeting().retry()).isEqualTo("2000");
        }
    }

    @Test
    void liveEventsArriveInOrderEachOnceAndAsTheyAreInAQuery() throws Exception {
        try (Client client = Client.enveloped(server, "live");
                EventStreamReader reader = open("?client_id=live&event_type=ws.message.in&event_type=ws.message.out")) {
            ping(client, 100);
            List<Frame> frames = reader.nextEvents(200);

            assertThat(sequences(frames)).isSorted().doesNotHaveDuplicates();
            assertThat(sequences(frames)).isEqualTo(queried("client_id=live&after=" + reader.greeting().id(), 200));
            JsonObject queried = api.events("client_id=live&after=" + reader.greeting().id(), 200).get(199);
            assertThat(frames.get(0).json()).isEqualTo(queried);
        }
    }

    @Test
    void beginsWithWhatComesFromNowOn() throws Exception {
        try (Client client = Client.enveloped(server, "now")) {
            ping(client, 3);
            try (EventStreamReader reader = open("?client_id=now")) {
                ping(client, 1);

                Frame first = reader.nextEvent();
                assertThat(first.sequence()).isGreaterThan(reader.greeting().sequence());
                assertThat(first.json().getString("event_type")).isEqualTo("ws.message.in");
            }
        }
    }

    @Test
    void doesNotBeginWithItsOwnRequest() throws Exception {
        try (EventStreamReader reader = open("?event_type=http.request")) {
            api.get(Api.ROOT + "/event-types");

            assertThat(reader.nextEvent().json().getJsonObject("data").getString("path")).endsWith("/event-types");
        }
    }

    @Test
    void filtersByAnIdThatNeedsEncoding() throws Exception {
        try (EventStreamReader reader = open("?client_id=%C3%A9t%C3%A9+1%2B1%26");
                Client other = Client.enveloped(server, "other");
                Client client = Client.enveloped(server, "%C3%A9t%C3%A9+1%2B1%26")) {
            ping(other, 3);
            ping(client, 1);

            assertThat(reader.nextEvents(3)).allSatisfy(frame ->
                    assertThat(frame.json().getString("client_id")).isEqualTo("été 1+1&"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnBehindTheLastEventIdWithoutLossAndWithoutDoubles(boolean inHeader) throws Exception {
        String filter = "client_id=resume" + inHeader + "&event_type=ws.message.in";
        try (Client client = Client.enveloped(server, "resume" + inHeader)) {
            List<Long> seen = new ArrayList<>();
            long from;
            try (EventStreamReader reader = open("?" + filter)) {
                from = reader.greeting().sequence();
                ping(client, 20);
                seen.addAll(sequences(reader.nextEvents(7)));
            }
            ping(client, 10);
            long last = seen.get(6);
            try (EventStreamReader reader = inHeader
                    ? open("?" + filter + "&after=0", "Last-Event-ID", Long.toString(last))
                    : open("?" + filter + "&after=" + last)) {
                ping(client, 10);
                seen.addAll(sequences(reader.nextEvents(33)));
            }

            assertThat(seen).isEqualTo(queried(filter + "&after=" + from, 40));
        }
    }

    @Test
    void aReaderThatLeftBeforeItsFirstEventMissesNothing() throws Exception {
        try (Client client = Client.enveloped(server, "early")) {
            String greeted;
            try (EventStreamReader reader = open("?client_id=early")) {
                greeted = reader.greeting().id();
            }
            ping(client, 1);

            try (EventStreamReader reader = open("?client_id=early", "Last-Event-ID", greeted)) {
                assertThat(reader.nextEvent().json().getString("event_type")).isEqualTo("ws.message.in");
            }
        }
    }

    @Test
    void reportsTheGapBeforeTheEvents() throws Exception {
        try (Client client = Client.enveloped(server, "gap")) {
            ping(client, BUFFER / 2 + 10);
            ping(client, BUFFER / 2 + 10);
            try (EventStreamReader reader = open("", "Last-Event-ID", "3")) {
                Frame gap = reader.next();
                Frame next = reader.next();

                assertThat(gap.isGap()).isTrue();
                assertThat(gap.json().keySet()).containsExactly("first", "last");
                assertThat(gap.json().getInt("first")).isEqualTo(4);
                assertThat(gap.sequence()).isGreaterThan(BUFFER)
                        .isEqualTo(gap.json().getJsonNumber("last").longValueExact());
                assertThat(next.sequence()).isEqualTo(gap.sequence() + 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12001", "9007199254740991"})
    void aReaderFromAnotherRunOfTheServerGetsAGapAndContinues(String lastEventId) throws Exception {
        String known = api.get(STREAM.replace("/stream", "") + "?limit=1").data().getJsonNumber("newest_sequence")
                .toString();
        try (EventStreamReader reader = open("?after=" + lastEventId)) {
            Frame gap = reader.next();
            Frame next = reader.next();

            assertThat(gap.isGap()).isTrue();
            assertThat(next.sequence()).isEqualTo(gap.sequence() + 1);
            assertThat(gap.sequence()).isLessThan(Long.parseLong(known));
        }
        assertThat(queried("after=" + lastEventId, 1)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"abc", "-1", "1.5", "9223372036854775807", "99999999999999999999"})
    void refusesALastEventIdThatIsNoSequence(String lastEventId) throws Exception {
        Answer answer = api.get(STREAM, "Last-Event-ID", lastEventId);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getString("code")).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.error().getString("message")).startsWith("Last-Event-ID must be a whole number from 0 to ");
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo("Last-Event-ID");
    }

    @ParameterizedTest
    @CsvSource({"after=-1, after", "after=9007199254740992, after", "event_type=No, event_type", "since=x, since",
        "since=2&until=1, until", "client_id=, client_id", "client_id=%FF, client_id"})
    void refusesWhatBreaksARule(String query, String parameter) throws Exception {
        Answer answer = api.get(STREAM + "?" + query);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.error().getJsonObject("details").getString("parameter")).isEqualTo(parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void allowsOnlyGet(String method) throws Exception {
        Answer answer = api.call(method, STREAM);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET");
        assertThat(answer.error().getString("code")).isEqualTo("METHOD_NOT_ALLOWED");
    }

    @Test
    void anOpeningAndARefusalAreEvents() throws Exception {
        open(NOTHING, "X-Request-ID", "stream-opening").close();
        api.get(STREAM + "?after=x", "X-Request-ID", "stream-refusal");

        for (Map.Entry<String, Integer> told : Map.of("stream-opening", 200, "stream-refusal", 422).entrySet()) {
            JsonObject data = api.events("event_type=http.request&request_id=" + told.getKey(), 1).get(0)
                    .getJsonObject("data");
            assertThat(data.getString("route")).isEqualTo(STREAM);
            assertThat(data.getString("method")).isEqualTo("GET");
            assertThat(data.getInt("status")).isEqualTo(told.getValue());
        }
    }

    @Test
    void sendsCommentsSoThatTheStreamStaysOpen() throws Exception {
        try (EventStreamReader reader = open(NOTHING)) {
            for (int i = 0; i < 3; i++) {
                assertThat(reader.next().comment()).isEqualTo("keep-alive");
            }
        }
    }

    @Test
    void aReaderOfRareEventsGetsItsPositionAndNoGapAfterwards() throws Exception {
        try (Client client = Client.enveloped(server, "rare")) {
            String told;
            try (EventStreamReader reader = open(NOTHING)) {
                ping(client, 300);
                ping(client, 300);
                told = reader.next(frame -> frame.id() != null
                        && frame.sequence() >= reader.greeting().sequence() + 1200).id();
            }
            try (EventStreamReader reader = open(NOTHING, "Last-Event-ID", told)) {
                assertThat(reader.next().comment()).isEqualTo("keep-alive");
            }
        }
    }

    @Test
    void twoHundredReadersGetEveryEventAndTakeNoThreads() throws Exception {
        int readers = 200;
        List<EventStreamReader> open = new ArrayList<>();
        try {
            int threads = threads();
            for (int i = 0; i < readers; i++) {
                open.add(open("?client_id=crowd&event_type=ws.message.in"));
            }
            assertThat(subscribers()).isEqualTo(subscribers + readers);
            try (Client client = Client.enveloped(server, "crowd")) {
                ping(client, 10);
            }

            List<Long> expected = sequences(open.get(0).nextEvents(10));
            for (EventStreamReader reader : open.subList(1, readers)) {
                assertThat(sequences(reader.nextEvents(10))).isEqualTo(expected);
            }
            assertThat(threads() - threads).as("threads more with " + readers + " readers").isLessThan(readers / 4);
        } finally {
            open.forEach(EventStreamReader::close);
        }
    }

    // MicroProfile Metrics, section 3.2: thread.count; servers differ in the name's prefix.
    private int threads() throws Exception {
        return api.exchange("GET", "/metrics").body().lines()
                .filter(line -> line.matches("(base_)?thread_count(\\{.*})? .*"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst().orElseThrow();
    }

    @Test
    void aReaderThatVanishedIsReleasedWithinTwoKeepAlives() throws Exception {
        List<EventStreamReader> open = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            open.add(open(NOTHING));
        }
        assertThat(subscribers()).isEqualTo(subscribers + 20);

        long left = System.nanoTime();
        open.forEach(EventStreamReader::close);
        Api.await(this::subscribers, count -> count == subscribers);

        assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(KEEP_ALIVE.multipliedBy(2).plusSeconds(2));
    }

    /**
     * One reader takes nothing while some 28 MB of events go by. Were they queued for it, it would get them all
     * in the end; it gets what the server's and the system's socket buffers held, and a gap.
     */
    @Test
    void onlyAReaderThatDoesNotReadFallsBehind() throws Exception {
        String ping = Messages.envelope("ping").add("request_id", "r".repeat(128)).build().toString();
        try (StalledReader stalled = StalledReader.open(server, STREAM);
                Client client = Client.enveloped(server, "n".repeat(128));
                Client marker = Client.enveloped(server, "marker");
                EventStreamReader reader = open("?client_id=marker&event_type=ws.message.in")) {
            for (int round = 0; round < 200; round++) {
                for (int i = 0; i < 100; i++) {
                    client.send(ping);
                }
                for (int i = 0; i < 100; i++) {
                    client.json("pong");
                }
                if (round % 20 == 0) {
                    ping(marker, 1);
                    assertThat(reader.next(Frame::isEvent).json().getString("client_id")).isEqualTo("marker");
                }
            }

            StalledReader.Read read = stalled.readUntil(queried("client_id=" + "n".repeat(128), 1).get(0));

            assertThat(read.gaps()).as("gaps").isPositive();
            assertThat(read.events() + read.lost()).as("events and those lost").isEqualTo(read.last() - read.first());
            assertThat(read.bytes()).as("bytes that were waiting somewhere").isLessThan(20_000_000L);
        }
    }

    @Test
    void isInTheOpenApiDocumentBesideTheResources() throws Exception {
        String document = api.exchange("GET", "/openapi").body();

        assertThat(document).contains("/api/v2/observability/events/stream:", "text/event-stream", "Last-Event-ID",
                "event: gap", "/api/v2/observability/events:", "/api/v2/observability/stats:");
    }
}
