package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many clients and slow applications: order, limits, threads, retries and the circuit breaker. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class UpstreamLoadIT {

    private static final int CLIENTS = 500;
    private static final int MESSAGES = 4;
    private static final int WAITING = 1000;

    private static final Queue<HttpUpstreamServer.Asked> HELD = new ConcurrentLinkedQueue<>();

    private static HttpUpstreamServer application;
    private static int downPort;

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() throws IOException {
        application = new HttpUpstreamServer();
        application.on("wide.hold", HELD::add);
        downPort = ServerProcess.freePort();
        Map<String, String> settings = new HashMap<>();
        route(settings, "order", application.url("/"), "timeout", "PT20S", "queue", "10000");
        route(settings, "wide", application.url("/"), "timeout", "PT20S", "max-in-flight", "1000", "ordered", "false");
        route(settings, "again", application.url("/"));
        route(settings, "down", "http://127.0.0.1:" + downPort + "/", "timeout", "PT2S", "breaker-calls", "4",
                "breaker-delay", "PT0.5S");
        settings.put("wirescope.events.buffer-size", "20000");
        // Open Liberty sends more slowly than thousands of answers come at once, and would close with 4413.
        settings.put("wirescope.outbox.max-messages", "20000");
        settings.put("wirescope.outbox.max-bytes", "67108864");
        return ShippedWar.with(settings).addClass(ThreadCountServlet.class);
    }

    private static void route(Map<String, String> settings, String name, String url, String... more) {
        String prefix = "wirescope.routes." + name + ".";
        settings.put(prefix + "types", name + ".*");
        settings.put(prefix + "url", url);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(prefix + more[i], more[i + 1]);
        }
    }

    @AfterAll
    static void end() {
        application.close();
    }

    private static String message(String type, int number) {
        return Messages.envelope(type).add("request_id", "r-" + number)
                .add("payload", Json.createObjectBuilder().add("n", number)).build().toString();
    }

    private JsonObject route(String name) throws Exception {
        return new Api(server).get(Api.ROOT + "/routes").data().getJsonArray("routes").getValuesAs(JsonObject.class)
                .stream().filter(route -> route.getString("route").equals(name)).findFirst().orElseThrow();
    }

    @Test
    void theMessagesOfEachOfManyConnectionsKeepTheirOrder() throws Exception {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Client.enveloped(server, "ordered-" + i));
            }
            for (int n = 0; n < MESSAGES; n++) {
                for (Client client : clients) {
                    client.send(message("order.keep", n));
                }
            }
            for (Client client : clients) {
                for (int n = 0; n < MESSAGES; n++) {
                    JsonObject answer = client.json();
                    assertThat(answer.getString("type")).as(answer.toString()).isEqualTo("order.keep.result");
                    assertThat(answer.getJsonObject("payload").getInt("n")).isEqualTo(n);
                }
            }
            Map<String, Integer> last = new ConcurrentHashMap<>();
            application.asked("order.keep").forEach(asked -> assertThat(last.merge(asked.header("ce-clientid"), 1,
                    Integer::sum)).isEqualTo(asked.payload().getInt("n") + 1));
            assertThat(last).hasSize(CLIENTS).allSatisfy((client, number) -> assertThat(number).isEqualTo(MESSAGES));
        } finally {
            clients.forEach(Client::close);
        }
    }

    private int threads() throws Exception {
        return Integer.parseInt(new Api(server).exchange("GET", "/test/thread-count").body());
    }

    @Test
    void noThreadIsHeldForACallThatWaits() throws Exception {
        try (Client client = Client.enveloped(server, "patient")) {
            client.ask(message("wide.now", 0));
            int idle = threads();
            for (int n = 0; n < WAITING; n++) {
                client.send(message("wide.hold", n));
            }
            Api.await(() -> application.asked("wide.hold").size(), count -> count == WAITING);
            assertThat(route("wide").getInt("in_flight")).isEqualTo(WAITING);
            assertThat(threads()).isLessThanOrEqualTo(idle + 20);

            release("wide.hold");
            for (int n = 0; n < WAITING; n++) {
                assertThat(client.json().getString("type")).isEqualTo("wide.hold.result");
            }
        }
    }

    private static void release(String type) {
        HELD.removeIf(asked -> {
            boolean due = type.equals(asked.header("ce-type"));
            if (due) {
                asked.answer(200, "application/json", asked.body());
            }
            return due;
        });
    }

    @Test
    void anAnswerAfterTheClientHasLeftIsCountedAndDropped() throws Exception {
        long before = route("wide").getJsonNumber("answers_dropped").longValue();
        try (Client client = Client.enveloped(server, "gone")) {
            client.send(message("wide.late", 1));
            application.on("wide.late", HELD::add);
            client.send(message("wide.late", 2));
            Api.await(HELD::size, held -> held > 0);
        }
        new Api(server).connections("gone", 0);
        release("wide.late");
        Api.await(() -> route("wide").getJsonNumber("answers_dropped").longValue(), dropped -> dropped > before);
    }

    @Test
    void anApplicationThatAsksToComeBackIsAskedAgainWithTheSameId() throws Exception {
        application.on("again.later", asked -> {
            if (application.asked("again.later").size() == 1) {
                asked.answer(503, "text/plain", "not yet", "Retry-After", "0");
            } else {
                asked.answer(200, "application/json", asked.body());
            }
        });
        try (Client client = Client.enveloped(server, "again")) {
            assertThat(client.ask(message("again.later", 1)).getString("type")).isEqualTo("again.later.result");
        }
        assertThat(application.asked("again.later")).extracting(asked -> asked.header("ce-id")).hasSize(2)
                .containsOnly(application.asked("again.later").get(0).header("ce-id"));
        application.on("again.never", 503, "text/plain", "not today", "Retry-After", "60");
        try (Client client = Client.enveloped(server, "again")) {
            assertThat(client.ask(message("again.never", 1)).getJsonObject("payload").getString("error_code"))
                    .isEqualTo("UPSTREAM_UNAVAILABLE");
        }
        assertThat(application.asked("again.never")).hasSize(1);
    }

    @Test
    void anApplicationThatIsDownOpensTheBreakerAndItClosesWhenThatIsBack() throws Exception {
        try (Client client = Client.enveloped(server, "waiting")) {
            for (int n = 0; n < 4; n++) {
                assertUnavailable(client.ask(message("down.x", n)));
            }
            JsonObject open = route("down");
            assertThat(open.getString("breaker")).isEqualTo("open");
            assertThat(open.getInt("breaker_opened")).isEqualTo(1);
            assertUnavailable(client.ask(message("down.x", 4)));
            JsonObject last = route("down").getJsonArray("failures").getJsonObject(0);
            assertThat(last.getString("reason")).isEqualTo("breaker open");
            assertThat(route("down").getJsonArray("failures").getJsonObject(1).getString("status"))
                    .isEqualTo("ConnectException");
            assertThat(new Api(server).get(Api.ROOT + "/health").data().getString("status")).isEqualTo("healthy");
            Scrape scrape = Api.await(() -> Scrape.of(server), found -> found.value(
                    "wirescope_upstream_requests_total{outcome=\"failed\",route=\"down\"}") == 4);
            assertThat(scrape.value("wirescope_upstream_breaker{route=\"down\"}")).isGreaterThan(0);

            try (HttpUpstreamServer back = new HttpUpstreamServer(downPort)) {
                assertThat(back.port()).isEqualTo(downPort);
                Api.await(() -> client.ask(message("down.x", 5)).getString("type"), "down.x.result"::equals);
                assertThat(route("down").getString("breaker")).isEqualTo("closed");
            }
        }
    }

    private static void assertUnavailable(JsonObject answer) {
        assertThat(answer.getString("type")).as(answer.toString()).isEqualTo("error");
        assertThat(answer.getJsonObject("payload").getString("error_code")).isEqualTo("UPSTREAM_UNAVAILABLE");
    }
}
