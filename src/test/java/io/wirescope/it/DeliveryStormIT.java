package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many publishers, many channels, many who join at once: each message comes once and in its channel's order. */
@Tag("load")
class DeliveryStormIT {

    private static final int PUBLISHERS = 1_000;
    private static final int CHANNELS = 10_000;
    private static final int IN_A_BATCH = 1_000;
    private static final int CHANNELS_OF_A_CLIENT = 100;
    /** The long run is on one server: what is lost by us is lost on each. */
    private static final int JOINING = ServerUnderTest.current() instanceof PayaraMicro ? 2_000 : 400;
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static ServerProcess server;
    private static Api api;

    private final List<Client> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(Map.of("JAVA_TOOL_OPTIONS", ServerProcess.OPTIMIZED + " -Xmx1g",
                "WIRESCOPE_HEARTBEAT_INTERVAL", "PT10M",
                "WIRESCOPE_OUTBOX_MAX_MESSAGES", "5000",
                "WIRESCOPE_CHANNELS_NAMES", "joined,shared",
                "WIRESCOPE_CHANNELS_MAX_IDLE", Integer.toString(2 * CHANNELS)));
        server.awaitReady();
        api = new Api(server.address());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(Client::abort);
    }

    private Client joined(String clientId, List<String> channels) throws Exception {
        Client client = Client.enveloped(server.address(), clientId);
        clients.add(client);
        client.send(Messages.envelope("subscribe").add("payload",
                Json.createObjectBuilder().add("channels", Json.createArrayBuilder(channels))).build().toString());
        return client;
    }

    private static void publish(String channel, int n) throws Exception {
        Answer answer = api.send("POST", "/api/v2/channels/" + channel + "/messages",
                "{\"type\":\"tick\",\"payload\":{\"n\":" + n + "}}");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    private static long offset(JsonObject message) {
        return message.getJsonObject("meta").getJsonNumber("offset").longValue();
    }

    @Test
    void aThousandPublishersInOneChannel() throws Exception {
        List<Client> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(joined("reader-" + i, List.of("shared")));
            readers.get(i).json("subscribed");
        }
        ExecutorService publishers = Executors.newFixedThreadPool(100);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int n = 0; n < PUBLISHERS; n++) {
                int number = n;
                all.add(publishers.submit(() -> {
                    publish("shared", number);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            publishers.shutdownNow();
        }
        List<Integer> first = null;
        for (Client reader : readers) {
            List<Integer> order = new ArrayList<>();
            for (int i = 1; i <= PUBLISHERS; i++) {
                JsonObject message = reader.json("tick");
                assertThat(offset(message)).isEqualTo(i);
                order.add(message.getJsonObject("payload").getInt("n"));
            }
            first = first == null ? order : first;
            assertThat(order).isEqualTo(first);
        }
        assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, PUBLISHERS).boxed().toList());
    }

    @Test
    void onePublisherInTenThousandChannels() throws Exception {
        publishToAll(1);
        List<String> mine = IntStream.range(0, CHANNELS_OF_A_CLIENT).mapToObj(i -> "room-" + i * 97).toList();
        Client reader = joined("wide", mine);
        assertThat(reader.json("subscribed").getJsonObject("payload").getJsonArray("channels")).hasSize(mine.size());
        publishToAll(2);

        Set<String> told = new HashSet<>();
        for (int i = 0; i < mine.size(); i++) {
            JsonObject message = reader.json("tick");
            assertThat(offset(message)).isEqualTo(2);
            told.add(message.getJsonObject("meta").getString("channel"));
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(mine);
        reader.send(Messages.PING);
        assertThat(reader.json().getString("type")).isEqualTo("pong");
    }

    private static void publishToAll(int round) throws Exception {
        for (int first = 0; first < CHANNELS; first += IN_A_BATCH) {
            JsonArrayBuilder messages = Json.createArrayBuilder();
            for (int i = first; i < first + IN_A_BATCH; i++) {
                messages.add(Json.createObjectBuilder().add("channel", "room-" + i).add("type", "tick")
                        .add("payload", Json.createObjectBuilder().add("n", round)));
            }
            Answer answer = api.send("POST", "/api/v2/channels/batch",
                    Json.createObjectBuilder().add("messages", messages).build().toString());
            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        }
    }

    /** Who joins is told a position, and gets all that is published after it, and nothing twice. */
    @Test
    void twoThousandJoinAChannelThatIsBeingPublishedTo() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService publisher = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> published = publisher.submit(() -> {
                int n = 0;
                for (; !over.get(); n++) {
                    publish("joined", n);
                    LockSupport.parkNanos(BETWEEN.toNanos());
                }
                return n;
            });
            for (int i = 0; i < JOINING; i++) {
                joined("joins-" + i, List.of("joined"));
            }
            over.set(true);
            int last = published.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            for (Client client : clients) {
                assertThat(gaps(client, last)).as(client.connectionId()).isEmpty();
            }
        } finally {
            over.set(true);
            publisher.shutdownNow();
        }
    }

    private static List<String> gaps(Client client, int last) throws Exception {
        long at = client.json("subscribed").getJsonObject("payload").getJsonArray("channels").getJsonObject(0)
                .getJsonNumber("offset").longValue();
        List<String> gaps = new ArrayList<>();
        while (at < last) {
            long next = offset(client.json("tick"));
            if (next != at + 1) {
                gaps.add(at + " then " + next);
            }
            at = next;
        }
        return gaps;
    }
}
