package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a server goes down: on demand, and when its process is told to end. */
class DrainIT {

    @Test
    void onDemandAllAreToldAndClosedAndNobodyComesIn() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            server.awaitReady();
            Api api = new Api(server.address());
            try (Client alice = Client.enveloped(server.address(), "alice");
                    Client old = Client.connect(server.address(), "/ws/legacy/old")) {
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
    void whenTheProcessIsToldToEndAllAreToldAndClosedOverTheWindow() throws Exception {
        try (ServerProcess server = ServerProcess.start(Map.of("WIRESCOPE_DRAIN_WINDOW", "PT1S"))) {
            server.awaitReady();
            try (Client alice = Client.enveloped(server.address(), "alice");
                    Client bob = Client.enveloped(server.address(), "bob");
                    Client old = Client.connect(server.address(), "/ws/old")) {
                CompletableFuture<Void> ended = server.terminate();

                assertThat(alice.json("server.draining")).isNotNull();
                assertThat(bob.json("server.draining")).isNotNull();
                assertThat(alice.closed().code()).isEqualTo(1012);
                assertThat(bob.closed().code()).isEqualTo(1012);
                assertThat(old.closed().code()).isEqualTo(1012);
                ended.get(30, TimeUnit.SECONDS);
            }
        }
    }
}
