package io.wirescope.internal.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.Peers;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.ScriptedTransport.Close;
import io.wirescope.event.EventType;
import io.wirescope.internal.config.InvalidSettingException;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The raw addresses (contract, section 5). */
class RawConversationTest {

    private final Dialogue bob = Dialogue.open(Peers.raw("bob"), "wirescope.socket.max-message-bytes", "128");

    @Test
    void sendsNothingThatWasNotAskedFor() {
        assertThat(bob.transport().sent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "", " ", "{\"type\":\"ping\"}", "line\nline", "Echo: x", "grüße 😀", "%s"})
    void echoesTextAsItCame(String text) {
        bob.say(text);

        assertThat(bob.transport().sent()).containsExactly("Echo: " + text);
    }

    @Test
    void publishesTheConnect() {
        JsonObject use = bob.gateway().data(EventType.LEGACY_USAGE).get(0);

        assertThat(use.getString("connection_type")).isEqualTo("ws.legacy.connect");
        assertThat(use.getString("client_id")).isEqualTo("bob");
        assertThat(use.getString("connection_id")).isEqualTo(bob.connection().connectionId());
        assertThat(use.getString("endpoint")).isEqualTo("/ws/{client_id}");
        assertThat(use).containsKeys("deprecation_notice", "migration_guide");
        assertThat(bob.legacy().connects()).isEqualTo(1);
    }

    @Test
    void publishesWhatComesAndGoes() {
        bob.say("grüße");

        JsonObject in = bob.lastIn().data().toJson();
        assertThat(in.getString("type")).isEqualTo("raw");
        assertThat(in.getInt("message_size")).isEqualTo(7);
        assertThat(in.getBoolean("is_enveloped")).isFalse();
        assertThat(bob.lastIn().context()).isEqualTo(bob.connection().context());
        JsonObject out = bob.lastOut().data().toJson();
        assertThat(out.getString("type")).isEqualTo("raw");
        assertThat(out.getInt("payload_size")).isEqualTo(13);
        assertThat(bob.connection().traffic().messagesIn()).isEqualTo(1);
        assertThat(bob.connection().traffic().bytesIn()).isEqualTo(7);
        assertThat(bob.handled()).containsExactly(Protocol.RAW);
        assertThat(bob.legacy().messages()).as("it is the connect that counts").isZero();
    }

    @Test
    void aMessageMayBeAsLargeAsTheLimit() {
        bob.say("ü".repeat(64));

        assertThat(bob.transport().sent()).hasSize(1);
        assertThat(bob.transport().closes()).isEmpty();
    }

    @Test
    void aLargerOneEndsTheConnection() {
        bob.say("ü".repeat(64) + "u");

        assertThat(bob.transport().sent()).isEmpty();
        assertThat(bob.transport().closes()).extracting(Close::code).containsExactly(1009);
        assertThat(bob.lastIn().data().toJson().getInt("message_size")).isEqualTo(129);
        assertThat(bob.handled()).containsExactly(Protocol.RAW);
    }

    @Test
    void theBridgeAnswersAsTheEnvelopeSideWouldAndSendsTheBarePayload() throws Exception {
        Dialogue bridged = Dialogue.open(Peers.raw("till"), "wirescope.legacy.handler", "bridge");
        bridged.say("{\"type\":\"ping\",\"timestamp\":\"t\",\"data\":7}");
        bridged.say("{\"type\":\"pong\"}");
        bridged.say("{\"type\":\"status\"}");
        bridged.say("plain text");

        assertThat(bridged.transport().messages()).hasSize(3);
        assertThat(bridged.transport().messages().get(0).getString("original_timestamp")).isEqualTo("t");
        assertThat(bridged.transport().messages().get(0).getInt("data")).isEqualTo(7);
        assertThat(bridged.transport().messages().get(0).getString("client_id")).isEqualTo("till");
        assertThat(bridged.transport().messages().get(1).getInt("heartbeat_count")).isEqualTo(2);
        assertThat(bridged.transport().last().getJsonObject("original_message").getString("text"))
                .isEqualTo("plain text");
        assertThat(bridged.transport().messages()).noneMatch(message -> message.containsKey("envelope_version"));
    }

    @Test
    void anotherHandlerIsNone() {
        assertThatThrownBy(() -> new Dialogue(Peers.raw("till"), "wirescope.legacy.handler", "shout"))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining("wirescope.legacy.handler");
    }
}
