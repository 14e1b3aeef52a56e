package io.wirescope.internal.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventType;
import io.wirescope.internal.config.KeptRecords;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyUsageTest {

    private final TestGateway gateway = new TestGateway("wirescope.legacy.migration-guide", "https://example.org/guide");
    private final LegacyUsage usage = new LegacyUsage(gateway.settings(), gateway.bus(), gateway.clock());
    private final ScriptedTransport transport = ScriptedTransport.prompt();
    private final Connection connection = gateway.connect(Peers.envelope("alice"), transport);
    private final KeptRecords log = KeptRecords.of(LegacyUsage.class);

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void countsConnectsAndMessages() {
        usage.connected(connection);
        usage.messageWithoutEnvelope(connection, "ping");
        usage.messageWithoutEnvelope(connection, "ping");

        assertThat(usage.connects()).isEqualTo(1);
        assertThat(usage.messages()).isEqualTo(2);
    }

    @Test
    void aRefusedClientCountsAsOneToMigrate() {
        usage.refused("/ws/{client_id}", "till", "10.0.0.1", "old till");

        assertThat(usage.connects("/ws/{client_id}")).isEqualTo(1);
        assertThat(usage.report().clients()).singleElement().satisfies(client -> {
            assertThat(client.clientId()).isEqualTo("till");
            assertThat(client.address()).isEqualTo("10.0.0.1");
            assertThat(client.userAgent()).isEqualTo("old till");
            assertThat(client.endpoint()).isEqualTo("/ws/{client_id}");
        });
    }

    @Test
    void publishesAConnect() {
        Connection raw = gateway.connect(Peers.raw("bob"), transport);

        usage.connected(raw);

        JsonObject data = onlyUse();
        assertThat(data.keySet()).containsExactlyInAnyOrder("connection_type", "client_id", "connection_id", "endpoint",
                "deprecation_notice", "migration_guide");
        assertThat(data.getString("connection_type")).isEqualTo("ws.legacy.connect");
        assertThat(data.getString("client_id")).isEqualTo("bob");
        assertThat(data.getString("connection_id")).isEqualTo(raw.connectionId());
        assertThat(data.getString("endpoint")).isEqualTo("/ws/{client_id}");
        assertThat(data.getString("deprecation_notice")).contains("/ws/{client_id}", "/ws/client");
        assertThat(data.getString("migration_guide")).isEqualTo("https://example.org/guide");
        assertThat(gateway.events(EventType.LEGACY_USAGE).get(0).context()).isSameAs(raw.context());
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void publishesAMessageWithoutEnvelope() {
        usage.messageWithoutEnvelope(connection, "ping");

        JsonObject data = onlyUse();
        assertThat(data.getString("connection_type")).isEqualTo("ws.legacy.message");
        assertThat(data.getString("message_type")).isEqualTo("ping");
        assertThat(data.getString("endpoint")).isEqualTo("/ws/client");
        assertThat(data.getString("deprecation_notice")).contains("envelope_version");
    }

    @Test
    void warnsOnceOfEachType() {
        for (int i = 0; i < 3; i++) {
            usage.messageWithoutEnvelope(connection, "ping");
            usage.messageWithoutEnvelope(connection, "status");
        }

        assertThat(log.records()).extracting(LogRecord::getLevel).containsOnly(Level.WARNING);
        assertThat(log.messages()).hasSize(2);
        assertThat(log.messages().get(0)).contains("type=ping", "client_id=alice");
        assertThat(log.messages().get(1)).contains("type=status");
        assertThat(gateway.events(EventType.LEGACY_USAGE)).hasSize(6);
    }

    @Test
    void warnsOfNoMoreThanAHundredTypes() {
        for (int i = 0; i < 150; i++) {
            usage.messageWithoutEnvelope(connection, "invented-" + i);
        }
        usage.messageWithoutEnvelope(connection, "invented-149");

        assertThat(log.messages()).hasSize(100);
        assertThat(usage.messages()).isEqualTo(151);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\u0000b", "a\u001b[31mb", "a\u0085b", "a\u2028b", "a\u2029b", "a\u202eb",
        "a\u007fb"})
    void aClientsTextCantStartALogLine(String text) {
        Connection odd = gateway.connect(Peers.envelope(text), transport);

        usage.messageWithoutEnvelope(odd, text);

        assertThat(log.messages()).singleElement().asString().contains("type=a?", "client_id=a?")
                .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        assertThat(onlyUse().getString("message_type")).as("the event has it as received").isEqualTo(text);
    }

    @Test
    void aLoneSurrogateHarmsNeitherTheLogNorTheEvent() {
        usage.messageWithoutEnvelope(connection, "\ud800");

        assertThat(JsonFormat.write(onlyUse())).contains("\\ud800");
        assertThat(log.messages()).singleElement().asString().contains("type=?");
    }

    private JsonObject onlyUse() {
        List<JsonObject> uses = gateway.data(EventType.LEGACY_USAGE);
        assertThat(uses).hasSize(1);
        return uses.get(0);
    }
}
