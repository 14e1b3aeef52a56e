package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Peer;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.conversation.Refusal;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Caller;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handshake says (contract, section 1). */
class HandshakeReaderTest {

    private static final String CLIENT = "/ws/client";
    private static final TraceContext CALLER =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", null);
    private static final Exchange EXCHANGE =
            new Exchange("http-request", CALLER, CALLER.child("0000000000000001"), "10.0.0.1", 0);

    private static HandshakeReader reader(String path, String query) {
        return new HandshakeReader(SocketRoute.of(path).orElseThrow(), query, EXCHANGE, "junit", Caller.LOOPBACK);
    }

    private static Handshake handshake(String query) {
        return reader(CLIENT, query).read("alice");
    }

    @Nested
    class ClientId {

        @ParameterizedTest
        @CsvSource({"client_id=alice, alice", "client_id=a+b, a b", "client_id=a%2Bb, a+b", "client_id=%2541, %41",
            "client_id=gr%C3%BC%C3%9Fe, grüße", "version=1&client_id=alice, alice", "client_id=client, client"})
        void standsInTheQuery(String query, String id) {
            assertThat(reader(CLIENT, query).clientId()).contains(id);
        }

        @ParameterizedTest
        @CsvSource({"/ws/bob, bob", "/ws/a+b, a+b", "/ws/a%20b, a b", "/ws/a%2Fb, a/b", "/ws/%2541, %41",
            "/ws/legacy/bob, bob", "/ws/legacy/client, client", "/ws/Client, Client", "/ws/legacy, legacy"})
        void standsInThePathOfTheRawAddresses(String path, String id) {
            assertThat(reader(path, "client_id=other").clientId()).contains(id);
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"", "client_id", "client_id=", "Client_Id=alice", "client_id=a&client_id=a",
            "client_id=%zz", "client_id=%ff", "client_id=a%00b", "client_id=a%0Ab", "client_id=a%7F", "client_id=%C2%85"})
        void isNotUsable(String query) {
            assertThat(reader(CLIENT, query).clientId()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"/ws/", "/ws/legacy/", "/ws/%", "/ws/%00", "/ws/legacy/%0A", "/ws/%63lient", "/ws/clien%74"})
        void isNotUsableInThePath(String path) {
            assertThat(reader(path, null).clientId()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "ü", "€", "😀"})
        void hasUpTo128Characters(String character) {
            String longest = character.repeat(128);

            assertThat(reader(CLIENT, "client_id=" + encoded(longest)).clientId()).contains(longest);
            assertThat(reader("/ws/" + encoded(longest), null).clientId()).contains(longest);
            assertThat(reader(CLIENT, "client_id=" + encoded(longest + character)).clientId()).isEmpty();
        }

        @Test
        void theRuleNamesWhatIsWrong() {
            assertThat(reader(CLIENT, null).clientIdRule()).contains("client_id is required", "/ws/legacy/client");
            assertThat(reader(CLIENT, "client_id=").clientIdRule()).contains("client_id must", "1 to 128");
            assertThat(reader("/ws/", null).clientIdRule()).contains("/ws/{client_id}", "1 to 128", "'client'");
            assertThat(reader("/ws/legacy/", null).clientIdRule()).contains("/ws/legacy/{client_id}", "1 to 128")
                    .doesNotContain("'client'");
        }
    }

    @Nested
    class EnvelopePeer {

        @Test
        void hasDefaults() {
            Handshake handshake = handshake("client_id=alice");

            assertThat(handshake.refusal()).isNull();
            assertThat(handshake.peer()).isEqualTo(new Peer("alice", Role.FRONTEND, Protocol.ENVELOPE, CLIENT,
                    "http-request", CALLER, "10.0.0.1", "junit", false, Caller.LOOPBACK));
        }

        @ParameterizedTest
        @CsvSource({"frontend,FRONTEND", "admin,ADMIN", "test,TEST", "%61dmin,ADMIN"})
        void hasTheRoleThatItAskedFor(String name, Role role) {
            assertThat(handshake("client_id=alice&role=" + name).peer().role()).isEqualTo(role);
            assertThat(handshake("client_id=alice&role=" + name).refusal()).isNull();
        }

        @Test
        void hasTheRequestThatItNamed() {
            assertThat(handshake("client_id=alice&correlationId=my+own").peer().requestId()).isEqualTo("my own");
        }

        @ParameterizedTest
        @ValueSource(strings = {"correlationId=", "correlationId", "correlationId=a%0Ab", "correlationId=%zz",
            "correlationId=a&correlationId=b", "correlationid=a"})
        void hasTheRequestOfTheExchangeWhereItNamedNone(String query) {
            assertThat(handshake("client_id=alice&" + query).peer().requestId()).isEqualTo("http-request");
        }

        @ParameterizedTest
        @CsvSource({"compat=flat,true", "compat=Flat,false", "compat=,false", "compat=flat&compat=flat,false",
            "flat=compat,false"})
        void isFlatWhenItAskedForThat(String query, boolean flat) {
            assertThat(handshake("client_id=alice&" + query).peer().flat()).isEqualTo(flat);
            assertThat(handshake("client_id=alice&" + query).refusal()).isNull();
        }

        @Test
        void mayBeWithoutAUserAgentAndATrace() {
            Exchange bare = new Exchange("r", null, null, "10.0.0.1", 0);
            Peer peer = new HandshakeReader(SocketRoute.of(CLIENT).orElseThrow(), "client_id=a", bare, null, Caller.LOOPBACK).read("a")
                    .peer();

            assertThat(peer.userAgent()).isNull();
            assertThat(peer.trace()).isNull();
        }
    }

    @Nested
    class UserAgent {

        private static String kept(String header) {
            HandshakeReader reader = new HandshakeReader(SocketRoute.of(CLIENT).orElseThrow(), "client_id=a", EXCHANGE,
                    header, Caller.LOOPBACK);
            assertThat(reader.read("a").peer().userAgent()).isEqualTo(reader.userAgent());
            return reader.userAgent();
        }

        @Test
        void isKeptUpTo256Characters() {
            assertThat(kept("a".repeat(256))).isEqualTo("a".repeat(256));
            assertThat(kept("a".repeat(32_768))).isEqualTo("a".repeat(256));
        }

        @Test
        void endsWithAWholeCharacter() {
            assertThat(kept("a" + "😀".repeat(200))).isEqualTo("a" + "😀".repeat(127));
            assertThat(kept("😀".repeat(200))).isEqualTo("😀".repeat(128));
        }
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @CsvSource({"version=2,2", "version=0,0", "version=01,01", "version=1.0,1.0", "version=,''", "version,''",
            "version=+1,' 1'", "version=1&version=1,'1,1'", "version=%zz,?"})
        void anotherVersion(String query, String shown) {
            assertThat(handshake("client_id=alice&" + query).refusal()).isEqualTo(new Refusal(
                    ErrorCode.UNSUPPORTED_VERSION, CloseCode.UNSUPPORTED_VERSION,
                    "Unsupported version " + shown + ", expected 1"));
        }

        @Test
        void notTheVersionThatIsSpoken() {
            assertThat(handshake("client_id=alice&version=1").refusal()).isNull();
            assertThat(handshake("client_id=alice&version=%31").refusal()).isNull();
        }

        @ParameterizedTest
        @CsvSource({"role=king,king", "role=ADMIN,ADMIN", "role=,''", "role=admin&role=admin,'admin,admin'"})
        void anUnknownRole(String query, String shown) {
            Handshake handshake = handshake("client_id=alice&" + query);

            assertThat(handshake.refusal()).isEqualTo(
                    new Refusal(ErrorCode.INVALID_ROLE, CloseCode.INVALID_ROLE, "Invalid role " + shown));
            assertThat(handshake.peer().role()).isEqualTo(Role.FRONTEND);
        }

        @Test
        void theVersionBeforeTheRole() {
            assertThat(handshake("client_id=alice&version=2&role=king").refusal().code())
                    .isEqualTo(CloseCode.UNSUPPORTED_VERSION);
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "ü", "€", "😀"})
        void withAReasonThatFitsACloseFrame(String character) {
            for (String parameter : new String[] {"version", "role"}) {
                String reason = handshake("client_id=alice&" + parameter + "=" + encoded(character.repeat(500))).refusal()
                        .reason();

                assertThat(reason.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
                assertThat(reason).contains(character, "...");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\nb", "a\u0000b", "a\u007fb", "a\u0085b"})
        void withAReasonWithoutControlCharacters(String role) {
            assertThat(handshake("client_id=alice&role=" + encoded(role)).refusal().reason())
                    .isEqualTo("Invalid role a?b");
        }

        @Test
        void withAReasonThatShowsUpToTwentyCharacters() {
            assertThat(handshake("client_id=alice&role=" + "a".repeat(20)).refusal().reason()).endsWith("a");
            assertThat(handshake("client_id=alice&role=" + "a".repeat(21)).refusal().reason())
                    .isEqualTo("Invalid role " + "a".repeat(20) + "...");
        }

        @Test
        void withAReasonThatEndsWithAWholeCharacter() {
            String reason = handshake("client_id=alice&role=" + encoded("a" + "😀".repeat(20))).refusal().reason();

            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(reason)).as(reason).isTrue();
        }
    }

    @Nested
    class RawPeer {

        @Test
        void isARawFrontendWhateverTheQuerySays() {
            Handshake handshake = reader("/ws/bob", "version=2&role=king&compat=flat&client_id=x").read("bob");

            assertThat(handshake.refusal()).isNull();
            assertThat(handshake.peer()).isEqualTo(new Peer("bob", Role.FRONTEND, Protocol.RAW, "/ws/{client_id}",
                    "http-request", CALLER, "10.0.0.1", "junit", false, Caller.LOOPBACK));
        }

        @Test
        void knowsWhichAddressItCameTo() {
            assertThat(reader("/ws/legacy/bob", null).read("bob").peer().endpoint()).isEqualTo("/ws/legacy/{client_id}");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
