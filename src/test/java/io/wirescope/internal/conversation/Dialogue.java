package io.wirescope.internal.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peer;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.delivery.TestDelivery;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.legacy.LegacyUsage;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.session.SessionAudit;
import io.wirescope.internal.upstream.LifeCycle;
import io.wirescope.internal.upstream.Routes;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A client in conversation with the server: what it sends and what it receives. */
final class Dialogue {

    private final TestGateway gateway;
    private final TestDelivery delivery;
    private final LegacyUsage legacy;
    private final ScriptedTransport transport = ScriptedTransport.prompt();
    private final Map<String, Credential> judged = new HashMap<>();
    private final List<Protocol> handled = new ArrayList<>();
    private final FailingClock clock;
    private final ChannelRequests requests;
    private final Connection connection;
    private final Conversation conversation;

    Dialogue(Peer peer, String... settings) {
        this(peer, new NoChannelHooks(), settings);
    }

    Dialogue(Peer peer, ChannelHooks hooks, String... settings) {
        gateway = new TestGateway(settings);
        legacy = new LegacyUsage(gateway.settings(), gateway.bus(), gateway.clock());
        clock = new FailingClock(gateway.clock());
        delivery = new TestDelivery(gateway);
        requests = new ChannelRequests(delivery.subscriptions(), delivery.publisher(), hooks, clock, gateway.ids());
        connection = gateway.register(peer, transport);
        Routes routes = new Routes(gateway.settings(), gateway.bus(), gateway.threads(), gateway.clock(), gateway.ids());
        TokenRefresh refresh = new TokenRefresh(this::judge, delivery.subscriptions(), new SessionAudit(new SecurityAudit(gateway.bus(), gateway.threads())),
                gateway.threads(), clock, gateway.ids());
        conversation = peer.protocol() == Protocol.RAW
                ? new RawConversation(gateway.settings(), gateway.bus(), legacy, this::handled, clock)
                : new EnvelopeConversation(gateway.settings(), gateway.registry(), gateway.bus(), legacy,
                        delivery.subscriptions(), requests, routes, new LifeCycle(routes, clock), refresh, this::handled, clock,
                        gateway.ids());
    }

    /** {@return a dialogue that was opened, with the greeting heard} */
    static Dialogue open(Peer peer, String... settings) {
        return open(peer, new NoChannelHooks(), settings);
    }

    /** {@return the same, with hooks that are asked} */
    static Dialogue open(Peer peer, ChannelHooks hooks, String... settings) {
        Dialogue dialogue = new Dialogue(peer, hooks, settings);
        dialogue.conversation.open(dialogue.connection, ResumeRequest.NONE);
        return dialogue;
    }

    /** Sets what a token is judged to be; any other is bad. */
    void judges(String token, Credential found) {
        judged.put(token, found);
    }

    private Credential judge(String token, String address) {
        return judged.getOrDefault(token, Credential.bad("The token is not known here"));
    }

    private void handled(Protocol protocol, long nanos) {
        assertThat(nanos).isBetween(0L, TimeUnit.MINUTES.toNanos(1));
        handled.add(protocol);
    }

    /** {@return JSON, with single quotes for double ones} */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    /** {@return an envelope of a type, with other members} */
    static String envelope(String type, String members) {
        return json("{'envelope_version':1,'type':'" + type + "','timestamp':'2025-08-16T01:36:50Z'," + members + "}");
    }

    void say(String text) {
        conversation.onText(connection, text);
    }

    /** {@return the one answer to a text} */
    JsonObject ask(String text) {
        int before = transport.sent().size();
        say(text);
        List<JsonObject> heard = transport.messages();
        assertThat(heard).hasSize(before + 1);
        return heard.get(before);
    }

    /** Says something that has no answer. */
    void askInVain(String text) {
        int before = transport.sent().size();
        say(text);
        assertThat(transport.sent()).hasSize(before);
    }

    /** Makes the next thing that the conversation does with time fail, once. */
    void failNext() {
        failNext(new IllegalStateException("the clock of the test fails"));
    }

    /** Makes the next thing that the conversation does with time fail with an exception or error, once. */
    void failNext(Throwable failure) {
        clock.failure = failure;
    }

    Conversation conversation() {
        return conversation;
    }

    Connection connection() {
        return connection;
    }

    TestGateway gateway() {
        return gateway;
    }

    LegacyUsage legacy() {
        return legacy;
    }

    TestDelivery delivery() {
        return delivery;
    }

    ChannelRequests requests() {
        return requests;
    }

    /** {@return another client of the same server, whose greeting was heard} */
    ScriptedTransport join(Peer peer) {
        ScriptedTransport joined = ScriptedTransport.prompt();
        conversation.open(gateway.register(peer, joined), ResumeRequest.NONE);
        return joined;
    }

    ScriptedTransport transport() {
        return transport;
    }

    List<Protocol> handled() {
        return handled;
    }

    ObservabilityEvent lastIn() {
        return last(gateway.events(EventType.WS_MESSAGE_IN));
    }

    ObservabilityEvent lastOut() {
        return last(gateway.events(EventType.WS_MESSAGE_OUT));
    }

    private static ObservabilityEvent last(List<ObservabilityEvent> events) {
        assertThat(events).isNotEmpty();
        return events.get(events.size() - 1);
    }

    private static final class FailingClock extends Clock {

        private final Clock clock;
        private Throwable failure;

        FailingClock(Clock clock) {
            this.clock = clock;
        }

        @Override
        public Instant instant() {
            Throwable thrown = failure;
            failure = null;
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return clock.withZone(zone);
        }
    }
}
