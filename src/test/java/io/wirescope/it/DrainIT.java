package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Draining: on demand, and on SIGTERM. */
class DrainIT {

    @Test
    void onDemandAllAreNotifiedAndClosedAndNoneAdmitted() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            server.awaitReady();
            Api api = new Api(server.address());
            try (Client alice = Client.enveloped(server.address(), "alice");
                    Client old = Client.connect(server.address(), "/ws/legacy/old")) {
                api.connections("old", 1); // a server may list it after the 101
                assertThat(api.send("POST", Api.ROOT + "/drain", "{\"window_seconds\":-1}").status()).isEqualTo(422);
                assertThat(api.send("POST", Api.ROOT + "/drain", "{\"window_seconds\":\"1\"}").status()).isEqualTo(422);
                Answer draining = api.send("POST", Api.ROOT + "/drain", "{\"window_seconds\":0.2}");
                assertThat(draining.status()).isEqualTo(202);
                assertThat(draining.data().getInt("connections")).isEqualTo(2);
                assertThat(draining.data().getInt("notified")).isEqualTo(1);

                assertThat(alice.json("server.draining").getJsonObject("payload").getInt("close_code"))
                        .isEqualTo(1012);
                assertThat(alice.closed().code()).isEqualTo(1012);
                assertThat(old.closed().code()).isEqualTo(1012);
            }
            assertThat(api.exchange("GET", "/health/ready").statusCode()).isEqualTo(503);
            assertThat(Scrape.of(server.address()).value("wirescope_draining")).isEqualTo(1);
            assertThat(api.exchange("GET", "/health/live").statusCode()).isEqualTo(200);
            Answer refused = RawHandshake.upgrade(server.address(), "/ws/client?client_id=late").refusal();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.error().getString("code")).isEqualTo("DRAINING");
            assertThat(api.call("POST", Api.ROOT + "/drain").data().getInt("connections")).isEqualTo(2);
        }
    }

    @Test
    void aMessageThatIsWithAnApplicationIsAnsweredBeforeTheClose() throws Exception {
        CompletableFuture<HttpUpstreamServer.Asked> asked = new CompletableFuture<>();
        try (HttpUpstreamServer application = new HttpUpstreamServer().on("app.slow", asked::complete);
                ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_ROUTES_APP_TYPES", "app.*",
                        "WIRESCOPE_ROUTES_APP_URL", application.url("/")))) {
            server.awaitReady();
            Api api = new Api(server.address());
            try (Client busy = Client.enveloped(server.address(), "busy")) {
                busy.send(Messages.envelope("app.slow").build().toString());
                HttpUpstreamServer.Asked waiting = asked.get(10, TimeUnit.SECONDS);
                assertThat(api.send("POST", Api.ROOT + "/drain", "{\"window_seconds\":20}").status()).isEqualTo(202);
                assertThat(busy.json("server.draining").getString("type")).isEqualTo("server.draining");
                assertThat(busy.isClosed()).isFalse(); // the only connection would be closed at once
                waiting.answer(200, "application/json", "{}");
                assertThat(busy.json().getString("type")).isEqualTo("app.slow.result");
                assertThat(busy.closed().code()).isEqualTo(1012);
            }
        }
    }

    @Test
    void onSigtermDuringTrafficAllAreNotifiedAndClosedOverTheWindowWithoutALoggedError()
            throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_DRAIN_WINDOW", "PT1S"))) {
            server.awaitReady();
            ExecutorService traffic = Executors.newCachedThreadPool();
            try (Client alice = Client.enveloped(server.address(), "alice");
                    Client busy = Client.enveloped(server.address(), "busy");
                    Client old = Client.connect(server.address(), "/ws/old")) {
                Api api = new Api(server.address());
                AtomicInteger done = new AtomicInteger();
                traffic.execute(() -> untilItFails(() -> busy.ask(Messages.PING), done));
                traffic.execute(() -> untilItFails(() -> {
                    old.send("x");
                    old.text();
                }, done));
                traffic.execute(() -> untilItFails(() -> api.send("POST", "/api/v2/channels/broadcast/messages",
                        "{\"type\":\"tick\",\"payload\":{}}"), done));
                Api.await(done::get, count -> count > 100);
                String before = server.output();
                CompletableFuture<Void> ended = server.terminate()
                        .orTimeout(11, TimeUnit.SECONDS); // the window and ten seconds, from SIGTERM

                assertThat(alice.json("server.draining").getJsonObject("payload").getInt("window_ms"))
                        .isEqualTo(1000);
                for (Client closed : List.of(alice, busy, old)) {
                    assertThat(closed.closed().code()).isEqualTo(1012);
                }
                ended.join();
                assertThat(server.linesOfItsOwnDoing(server.output().substring(before.length())))
                        .noneMatch(LogLine::severe);
            } finally {
                traffic.shutdownNow();
            }
        }
    }

    @Test
    void aLongDrainOnDemandIsCutToTheWindowOnSigterm() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_DRAIN_WINDOW", "PT2S"))) {
            server.awaitReady();
            Api api = new Api(server.address());
            List<Client> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    clients.add(Client.enveloped(server.address(), "client-" + i));
                }
                assertThat(api.send("POST", Api.ROOT + "/drain", "{\"window_seconds\":600}").data()
                        .getJsonNumber("window_seconds").intValue()).isEqualTo(600);
                assertThat(api.send("POST", Api.ROOT + "/drain", "{\"window_seconds\":300}").data()
                        .getJsonNumber("window_seconds").intValue()).isEqualTo(300);
                CompletableFuture<Void> ended = server.terminate()
                        .orTimeout(12, TimeUnit.SECONDS); // the window and ten seconds, from SIGTERM

                for (Client client : clients) {
                    assertThat(client.closed().code()).isEqualTo(1012);
                }
                ended.join();
            } finally {
                for (Client client : clients) {
                    client.close();
                }
            }
        }
    }

    private static void untilItFails(Step step, AtomicInteger done) {
        try {
            while (true) {
                step.run();
                done.incrementAndGet();
            }
        } catch (Exception e) {
            // the server has closed, as it should
        }
    }

    private interface Step {

        void run() throws Exception;
    }
}
