package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peer;
import io.wirescope.connection.Peers;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import io.wirescope.internal.identity.Grants;
import io.wirescope.internal.identity.NamePattern;
import io.wirescope.internal.identity.SecurityRole;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a credential grants, and to whom a session belongs. */
class GrantedChannelsTest {

    private final TestGateway gateway = new TestGateway("wirescope.channels.names", "room.1, news, secret",
            "wirescope.channels.publish", "*");
    private final TestDelivery delivery = new TestDelivery(gateway);

    private static Peer peer(String subject, List<String> subscribe, SecurityRole... roles) {
        return Peers.envelope("phone").withCaller(caller(subject, subscribe, roles));
    }

    private static Caller caller(String subject, List<String> subscribe, SecurityRole... roles) {
        List<NamePattern> patterns = subscribe.stream().map(NamePattern::parse).toList();
        return new Caller(subject, Set.of(roles), new Grants(List.of(NamePattern.ANY), patterns, patterns), null,
                CredentialKind.TOKEN, subject);
    }

    private Connection connect(Peer peer) {
        return gateway.register(peer, ScriptedTransport.prompt());
    }

    private SessionStart start(Connection connection, ResumeRequest request) {
        return delivery.start(connection, request);
    }

    private void assertNotPermitted(Connection connection, String channel) {
        DeliveryRefusedException refused = catchThrowableOfType(DeliveryRefusedException.class,
                () -> delivery.subscribe(connection, List.of(channel)));
        assertThat(refused.code()).isEqualTo(ErrorCode.NOT_PERMITTED);
    }

    @Test
    void aPlainChannelIsClosedUnlessItWasGranted() throws Exception {
        Connection connection = connect(peer("alice", List.of("room.*"), SecurityRole.CLIENT));
        start(connection, ResumeRequest.NONE);

        assertThat(delivery.subscribe(connection, List.of("room.1"))).hasSize(1);
        assertThat(delivery.subscribe(connection, List.of("client:phone"))).hasSize(1);
        assertNotPermitted(connection, "news");
    }

    @Test
    void theEventsAreForObservers() throws Exception {
        Peer admin = Peers.withRole("root", Role.ADMIN);
        Connection client = connect(admin.withCaller(caller("eve", List.of("*"), SecurityRole.CLIENT)));
        start(client, ResumeRequest.NONE);
        Connection observer = connect(admin.withCaller(caller("olga", List.of(), SecurityRole.CLIENT, SecurityRole.OBSERVER)));
        start(observer, ResumeRequest.NONE);

        assertNotPermitted(client, "events:*");
        assertThat(delivery.subscribe(observer, List.of("events:*"))).hasSize(1);
    }

    @Test
    void aClientPublishesWhereTheSettingsAndItsCredentialLetIt() {
        Peer peer = peer("alice", List.of("room.*"), SecurityRole.CLIENT);

        assertThatCode(() -> delivery.publisher().check(peer, "room.1").toCompletableFuture().join()).doesNotThrowAnyException();
        CompletionException refused = catchThrowableOfType(CompletionException.class,
                () -> delivery.publisher().check(peer, "news").toCompletableFuture().join());
        assertThat(((DeliveryRefusedException) refused.getCause()).code()).isEqualTo(ErrorCode.NOT_PERMITTED);
    }

    @Test
    void anothersResumeTokenIsWorthNothingUnderTheSameClientId() throws Exception {
        String token = sessionOf(peer("alice", List.of("room.1"), SecurityRole.CLIENT), "room.1");

        SessionStart eve = start(connect(peer("eve", List.of("*"), SecurityRole.CLIENT)), request(token));

        assertThat(eve.resumed()).isFalse();
        assertThat(eve.positions()).extracting(ChannelPosition::channel).doesNotContain("room.1");
    }

    @Test
    void aChannelIsNotRestoredOnceTheGrantsShrank() throws Exception {
        String token = sessionOf(peer("alice", List.of("room.1", "secret"), SecurityRole.CLIENT), "room.1", "secret");

        SessionStart again = start(connect(peer("alice", List.of("room.1"), SecurityRole.CLIENT)), request(token));

        assertThat(again.positions()).extracting(ChannelPosition::channel).contains("room.1").doesNotContain("secret");
        assertThat(again.problems()).extracting(DeliveryRefusedException::code).containsExactly(ErrorCode.NOT_PERMITTED);
    }

    @Test
    void aPositionIsNoGrant() {
        SessionStart start = start(connect(peer("alice", List.of(), SecurityRole.CLIENT)),
                new ResumeRequest(List.of(Optional.of("no-token")), List.of(Optional.of("secret@e:0"))));

        assertThat(start.positions()).extracting(ChannelPosition::channel).doesNotContain("secret");
    }

    private String sessionOf(Peer peer, String... channels) throws Exception {
        Connection connection = connect(peer);
        SessionStart start = start(connection, ResumeRequest.NONE);
        delivery.subscribe(connection, Stream.of(channels).toList());
        connection.closed(1006, "");
        return start.token();
    }

    private static ResumeRequest request(String token) {
        return new ResumeRequest(List.of(Optional.of(token)), List.of());
    }
}
