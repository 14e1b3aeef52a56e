package io.wirescope.internal.conversation;

import static io.wirescope.internal.conversation.Dialogue.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Peers;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport.Close;
import io.wirescope.event.EventType;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels and rates, as a client sees them. */
class SubscribingTest {

    private final Dialogue admin = Dialogue.open(Peers.withRole("root", Role.ADMIN));

    private static String subscribe(String channels) {
        return envelope("subscribe", "'request_id':'s1','payload':{'channels':" + channels + "}");
    }

    private static JsonObject payload(JsonObject message, String type) {
        assertThat(message.getString("type")).isEqualTo(type);
        return message.getJsonObject("payload");
    }

    @Test
    void helloHasTheSessionAndTheLimits() {
        JsonObject hello = payload(admin.transport().messages().get(0), "hello");

        assertThat(hello.getJsonObject("session").getString("token")).isEqualTo("token-1");
        assertThat(hello.getJsonObject("session").getInt("ttl_seconds")).isEqualTo(120);
        assertThat(hello.getJsonObject("session").getJsonArray("positions")).hasSize(3);
        assertThat(hello.getJsonObject("limits").getInt("max_channels")).isEqualTo(100);
        assertThat(hello.getJsonObject("limits").getInt("max_messages_per_second")).isEqualTo(10_000);
    }

    @Test
    void subscribedHasThePositionOfEachChannel() {
        JsonObject answer = admin.ask(subscribe("['events:*','events:drift.status']"));

        assertThat(answer.getString("request_id")).isEqualTo("s1");
        assertThat(payload(answer, "subscribed").getJsonArray("channels").getValuesAs(JsonObject.class))
                .extracting(channel -> channel.getString("channel"))
                .containsExactly("events:*", "events:drift.status");
        assertThat(payload(answer, "subscribed").getJsonArray("channels").getJsonObject(0).keySet())
                .containsExactly("channel", "epoch", "offset");
    }

    @Test
    void unsubscribedNamesTheChannels() {
        admin.ask(subscribe("['events:*']"));
        JsonObject answer = admin.ask(envelope("unsubscribe", "'payload':{'channels':['events:*']}"));

        assertThat(payload(answer, "unsubscribed").getJsonArray("channels")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "subscribe|{}|INVALID_ENVELOPE", "subscribe|{'channels':['nowhere']}|UNKNOWN_CHANNEL",
        "subscribe|{'channels':['client:bob']}|NOT_PERMITTED", "unsubscribe|{'channels':7}|INVALID_ENVELOPE",
        "unsubscribe|{'channels':['broadcast']}|NOT_PERMITTED"})
    void anImpossibleRequestIsReportedAndTheConnectionStays(String type, String payload, String code) {
        JsonObject error = payload(admin.ask(envelope(type, "'payload':" + payload)), "error");

        assertThat(error.getString("error_code")).isEqualTo(code);
        assertThat(error.getString("message")).isEqualTo(error.getString("error_message")).isNotEmpty();
        assertThat(admin.transport().closes()).isEmpty();
        assertThat(admin.ask(envelope("ping", "'payload':{}")).getString("type")).isEqualTo("pong");
    }

    @Nested
    class Rate {

        private static final String[] SETTINGS = {"wirescope.messages.per-second", "1", "wirescope.messages.burst", "2",
            "wirescope.messages.warnings", "1"};

        @Test
        void whatIsOverItIsRefusedUnreadAndThenTheConnectionIsClosed() {
            Dialogue bob = Dialogue.open(Peers.envelope("bob"), SETTINGS);
            bob.ask(envelope("ping", "'payload':{}"));
            bob.ask(envelope("ping", "'payload':{}"));

            JsonObject error = payload(bob.ask("even what is no JSON"), "error");
            assertThat(error.getString("error_code")).isEqualTo("RATE_LIMITED");
            assertThat(error.getJsonObject("details").getInt("messages_per_second")).isEqualTo(1);
            assertThat(bob.lastIn().data().toJson().getString("type")).isEqualTo("rate_limited");
            assertThat(bob.lastIn().data().toJson().isNull("envelope_version")).isTrue();
            assertThat(bob.transport().closes()).isEmpty();

            bob.ask(envelope("ping", "'payload':{}"));
            assertThat(bob.transport().closes()).extracting(Close::code).containsExactly(4429);
        }

        @Test
        void aRawClientGetsNothingThatItDidNotAskFor() {
            Dialogue raw = Dialogue.open(Peers.raw("old"), SETTINGS);
            raw.say("a");
            raw.say("b");
            raw.say("c");
            assertThat(raw.transport().sent()).containsExactly("Echo: a", "Echo: b");
            assertThat(raw.transport().closes()).isEmpty();

            raw.say("d");
            assertThat(raw.transport().closes()).extracting(Close::code).containsExactly(4429);
            assertThat(raw.gateway().events(EventType.WS_MESSAGE_IN)).hasSize(4);
        }

        @Test
        void noRateIsNoLimit() {
            Dialogue bob = Dialogue.open(Peers.envelope("bob"), "wirescope.messages.per-second", "0");
            for (int i = 0; i < 60_000; i++) {
                bob.say(envelope("pong", "'payload':{}"));
            }
            assertThat(bob.transport().sent()).hasSize(1);
        }
    }
}
