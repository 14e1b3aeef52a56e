package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** That the commands in {@code server-config/payara-server} make a Payara Server that serves the same WAR. */
@EnabledIfSystemProperty(named = "arquillian.launch", matches = "payara-micro",
        disabledReason = "runs the WAR of Payara Micro on the full server; the other profiles have other WARs and servers")
class PayaraServerIT {

    @Test
    void servesTheWarAsItsCommandsConfigureIt() throws Exception {
        try (ServerProcess server = ServerProcess.start(new PayaraServer(), Map.of())) {
            server.awaitReady();
            Api api = new Api(server.address());
            assertThat(api.exchange("GET", "/health/ready").statusCode()).as(server.output()).isEqualTo(200);
            assertThat(Scrape.of(server.address()).samples()).containsKey("wirescope_connections_limit");
            // over the 8 KiB that a listener takes as it comes
            assertThat(RawHandshake.upgrade(server.address(), "/ws/client?client_id=" + "x".repeat(10_000)).refusal()
                    .status()).isEqualTo(422);
            try (Client client = Client.enveloped(server.address(), "logged&correlationId=logged-request")) {
                assertThat(client.ask(Messages.PING).getString("type")).isEqualTo("pong");
                client.ask("{\"type\":\"logged.once\"}");
            }
            assertThat(Api.await(() -> server.logLines(server.output()).stream()
                    .filter(line -> line.message().contains("type=logged.once")).toList(), lines -> !lines.isEmpty()))
                    .extracting(LogLine::requestId).containsOnly("logged-request");
        }
    }
}
