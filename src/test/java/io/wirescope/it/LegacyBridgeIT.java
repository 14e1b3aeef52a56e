package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.description.AsyncApiDocument;
import io.wirescope.description.AsyncApiDocument.Side;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw clients on a server that bridges them to the envelope side. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class LegacyBridgeIT {

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of("wirescope.legacy.handler", "bridge",
                // the one that watches answers no ping, and is not to be closed for it
                "wirescope.heartbeat.interval", "PT0.1S", "wirescope.heartbeat.missed-intervals", "100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/legacy/{client_id}", "/ws/{client_id}"})
    void isAnsweredWithTheBarePayloadAndSentNothingElse(String address) throws Exception {
        try (Client old = Client.connect(server, address.replace("{client_id}", "till"));
                Client enveloped = Client.enveloped(server, "watch")) {
            assertThat(old.ask("{\"type\":\"ping\",\"timestamp\":\"noon\",\"data\":[1]}"))
                    .containsOnlyKeys("original_timestamp", "response_timestamp", "client_id", "data")
                    .satisfies(pong -> assertThat(pong.get("original_timestamp")).hasToString("\"noon\""));
            assertThat(old.ask("{\"type\":\"status\"}")).containsKeys("client_id", "legacy_request");
            JsonObject echo = old.ask("one \u4e2d\n");
            assertThat(echo.getString("message_type")).isEqualTo("text");
            assertThat(echo.getJsonObject("original_message").getString("text")).isEqualTo("one \u4e2d\n");
            assertThat(old.ask("{\"type\":\"sale\",\"sum\":1.10}").getJsonObject("original_data"))
                    .isEqualTo(Answer.parse("{\"type\":\"sale\",\"sum\":1.10}"));
            // Heartbeats and broadcasts are not for it, so that its own answer is next.
            new Api(server).send("POST", "/api/v2/drift/status", "{\"status\":\"NO_DRIFT\",\"drift_score\":0}");
            enveloped.json("drift.status");
            enveloped.json("ping");
            assertThat(old.ask("[1]").getJsonObject("original_message").getString("text")).isEqualTo("[1]");
            AsyncApiDocument document = AsyncApiDocument.inSource();
            assertThat(old.received()).hasSize(5)
                    .allSatisfy(text -> assertThat(document.matches(Side.SERVER, address, text)).hasSize(1));
        }
    }
}
