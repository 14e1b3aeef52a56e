package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.wirescope.internal.security.TestIssuer;
import io.wirescope.internal.security.TestLogins;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions, tickets, logins, and what ends with a token, on a server in mode token with an issuer of the test's own. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class SessionsIT {

    private static final String SESSION = "/api/v2/session";
    private static final String TICKETS = "/api/v2/tickets";
    private static final String CLIENT = "/ws/client?client_id=";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static TestIssuer issuer;
    private static TestLogins logins;
    private static Path secret;

    @ArquillianResource
    private URI server;

    private Api api;
    private String origin;

    @Deployment(testable = false)
    static WebArchive war() {
        try {
            issuer = TestIssuer.start();
            logins = TestLogins.at(issuer);
            secret = Files.writeString(Files.createTempFile("wirescope-it", ".secret"), TestLogins.SECRET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ShippedWar.with(Map.of("wirescope.security.mode", "token",
                "wirescope.security.issuers", issuer.address(),
                "wirescope.security.audience", TestIssuer.AUDIENCE,
                "wirescope.security.login.client-id", TestLogins.CLIENT,
                "wirescope.security.login.client-secret-file", secret.toString(),
                "wirescope.security.client-ids", "*",
                "wirescope.channels.names", "news,room"));
    }

    @AfterAll
    static void stop() throws IOException {
        issuer.close();
        Files.deleteIfExists(secret);
    }

    @BeforeEach
    void connect() {
        api = new Api(server);
        origin = "http://" + server.getHost() + ":" + server.getPort();
        logins.lie(claims -> claims);
        logins.roles("client", "observer", "operator");
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    private static UnaryOperator<JWTClaimsSet.Builder> endingIn(int seconds) {
        return claims -> claims.expirationTime(Date.from(Instant.now().plusSeconds(seconds)));
    }

    private static String message(String type, String requestId, String payload) {
        return Messages.envelope(type).add("request_id", requestId).add("payload", Answer.parse(payload)).build().toString();
    }

    private static String refresh(String token) {
        return message("auth.refresh", "r-1", "{\"token\":\"" + token + "\"}");
    }

    /** {@return the cookie of a new session} */
    private String login(String token) throws Exception {
        Answer answer = api.call("POST", SESSION, "Authorization", bearer(token));
        assertThat(answer.status()).isEqualTo(201);
        return cookie(answer.header("Set-Cookie"));
    }

    private static String cookie(String set) {
        return set.substring(0, set.indexOf(';'));
    }

    private String ticket(String token, String clientId) throws Exception {
        Answer answer = api.send("POST", TICKETS, "{\"client_id\":\"" + clientId + "\"}", "Authorization", bearer(token));
        assertThat(answer.status()).isEqualTo(201);
        return answer.data().getString("ticket");
    }

    private static String code(Answer answer) {
        return answer.error().getString("code");
    }

    private List<JsonObject> events(String query) throws Exception {
        return api.get(Api.ROOT + "/events?limit=1000&" + query, "Authorization", bearer(issuer.token("reader", "observer")))
                .data().getJsonArray("events").getValuesAs(JsonObject.class);
    }

    // Sessions

    @Test
    void aSessionIsBegunWithATokenAndEndedByALogout() throws Exception {
        Answer begun = api.call("POST", SESSION, "Authorization", bearer(issuer.token("erin", "observer")));
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.header("Set-Cookie")).contains("; HttpOnly").contains("; SameSite=Strict").contains("; Path=/;")
                .doesNotContain("JSESSIONID");
        String cookie = cookie(begun.header("Set-Cookie"));

        JsonObject caller = api.get(SESSION, "Cookie", cookie).data();
        assertThat(caller.getString("subject")).isEqualTo("erin");
        assertThat(caller.getString("credential")).isEqualTo("session");
        assertThat(caller.getString("mode")).isEqualTo("token");
        assertThat(caller.getJsonArray("roles").toString()).isEqualTo("[\"observer\"]");
        assertThat(api.get(Api.ROOT + "/stats", "Cookie", cookie).status()).isEqualTo(200);

        Answer ended = api.call("DELETE", SESSION, "Cookie", cookie, "Origin", origin);
        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.header("Set-Cookie")).contains("; Max-Age=0;");
        assertThat(api.get(SESSION, "Cookie", cookie).status()).isEqualTo(401);
        assertThat(events("event_type=security.login")).anySatisfy(event ->
                assertThat(event.getJsonObject("data").getString("subject")).isEqualTo("erin"));
        assertThat(events("event_type=security.logout")).anySatisfy(event ->
                assertThat(event.getJsonObject("data").getString("subject")).isEqualTo("erin"));
    }

    @Test
    void aSessionCannotBeBegunWithACookieOrWithoutACredential() throws Exception {
        assertThat(api.call("POST", SESSION).status()).isEqualTo(401);
        String cookie = login(issuer.token("erin", "observer"));
        assertThat(api.call("POST", SESSION, "Cookie", cookie, "Origin", origin).status()).isEqualTo(403);
    }

    @Test
    void aSecondLoginOfABrowserEndsItsFirstSession() throws Exception {
        String first = login(issuer.token("erin", "observer"));
        Answer second = api.call("POST", SESSION, "Authorization", bearer(issuer.token("frank", "observer")), "Cookie", first,
                "Origin", origin);
        assertThat(second.data().getString("subject")).isEqualTo("frank");
        assertThat(api.get(SESSION, "Cookie", first).status()).isEqualTo(401);
    }

    @Test
    void attackHeaderAgainstCookie() throws Exception {
        String cookie = login(issuer.token("erin", "observer"));
        assertThat(api.get(SESSION, "Cookie", cookie, "Authorization", bearer("nonsense")).status()).isEqualTo(401);
        assertThat(api.get(SESSION, "Cookie", cookie, "Authorization", bearer(issuer.token("frank", "observer"))).data()
                .getString("subject")).isEqualTo("frank");
        assertThat(api.get(SESSION, "Cookie", "wirescope-session=guessed", "Authorization",
                bearer(issuer.token("frank", "observer"))).status()).isEqualTo(200);
        assertThat(api.get(SESSION, "Cookie", "wirescope-session=guessed").status()).isEqualTo(401);
    }

    @Test
    void attackCrossSiteRequestsWithTheCookie() throws Exception {
        String cookie = login(issuer.token("erin", "client", "observer", "operator", "publisher"));
        for (String foreign : List.of("http://evil.example", "null", "http://localhost:1")) {
            assertThat(api.call("DELETE", Api.ROOT + "/events", "Cookie", cookie, "Origin", foreign).status()).isEqualTo(403);
            assertThat(api.get(Api.ROOT + "/events", "Cookie", cookie, "Origin", foreign).status()).isEqualTo(403);
            assertThat(api.exchange("GET", EventStreamReader.PATH, "Cookie", cookie, "Origin", foreign).statusCode())
                    .isEqualTo(403);
            assertThat(RawHandshake.upgrade(server, CLIENT + "erin").header("Cookie", cookie).header("Origin", foreign).head()
                    .status()).isEqualTo(403);
        }
        Answer withoutOrigin = api.call("DELETE", Api.ROOT + "/events", "Cookie", cookie);
        assertThat(withoutOrigin.status()).isEqualTo(403);
        assertThat(code(withoutOrigin)).isEqualTo("ORIGIN_NOT_ALLOWED");
        assertThat(RawHandshake.upgrade(server, CLIENT + "erin").header("Cookie", cookie).head().status()).isEqualTo(403);
        assertThat(RawHandshake.upgrade(server, CLIENT + "erin").header("Cookie", cookie).header("Origin", origin).head()
                .status()).isEqualTo(101);
    }

    @Test
    void aLogoutClosesTheSocketsAndStreamsOfTheSessionAndNoOther() throws Exception {
        String token = issuer.token("gina", "client", "observer");
        String cookie = login(token);
        try (Client ofTheSession = Client.enveloped(server, "gina", Map.of("Cookie", cookie, "Origin", origin));
                EventStreamReader stream = EventStreamReader.open(HTTP, server, "", "Cookie", cookie);
                Client ofTheToken = Client.enveloped(server, "gina", Map.of("Authorization", bearer(token)))) {
            assertThat(api.call("DELETE", SESSION, "Cookie", cookie, "Origin", origin).status()).isEqualTo(200);
            assertThat(ofTheSession.json("error").getJsonObject("payload").getString("error_code"))
                    .isEqualTo("AUTHENTICATION_REQUIRED");
            assertThat(ofTheSession.closed().code()).isEqualTo(4403);
            stream.ended();
            assertThat(ofTheToken.ask(message("ping", "p-1", "{}")).getString("type")).isEqualTo("pong");
        }
    }

    // Tickets

    @Test
    void aTicketOpensOneConnection() throws Exception {
        String token = issuer.token("hana", "client");
        String ticket = ticket(token, "phone");
        try (Client client = Client.enveloped(server, "phone&ticket=" + ticket)) {
            assertThat(client.hello().getJsonObject("payload").getJsonObject("auth").getString("subject")).isEqualTo("hana");
        }
        assertThat(RawHandshake.upgrade(server, CLIENT + "phone&ticket=" + ticket).head().status())
                .as("attack: a ticket twice").isEqualTo(401);
        assertThat(RawHandshake.upgrade(server, CLIENT + "tablet&ticket=" + ticket(token, "phone")).head().status())
                .as("attack: a ticket for another client").isEqualTo(401);
        assertThat(RawHandshake.upgrade(server, CLIENT + "phone&role=test&ticket=" + ticket(token, "phone")).head().status())
                .as("attack: a ticket for another role").isEqualTo(401);
        assertThat(RawHandshake.upgrade(server, CLIENT + "phone&ticket=invented").head().status()).isEqualTo(401);
    }

    @Test
    void attackATicketInARace() throws Exception {
        String ticket = ticket(issuer.token("hana", "client"), "racer");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Integer> attempt = () -> RawHandshake.upgrade(server, CLIENT + "racer&ticket=" + ticket).head().status();
            List<Integer> statuses = Stream.of(threads.submit(attempt), threads.submit(attempt), threads.submit(attempt),
                    threads.submit(attempt)).map(SessionsIT::get).toList();
            assertThat(statuses).containsOnly(101, 401).containsOnlyOnce(101);
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTicketIsNotForThoseWhoMayNotConnectThemselves() throws Exception {
        assertThat(api.send("POST", TICKETS, "{\"client_id\":\"a\"}").status()).isEqualTo(401);
        assertThat(api.send("POST", TICKETS, "{\"client_id\":\"a\"}", "Authorization",
                bearer(issuer.token("hana", "observer"))).status()).isEqualTo(403);
        assertThat(api.send("POST", TICKETS, "{\"client_id\":\"a\",\"role\":\"admin\"}", "Authorization",
                bearer(issuer.token("hana", "client"))).status()).isEqualTo(403);
        for (String wrong : List.of("{}", "{\"client_id\":\"\"}", "{\"client_id\":\"a\",\"role\":\"root\"}")) {
            assertThat(api.send("POST", TICKETS, wrong, "Authorization", bearer(issuer.token("hana", "client"))).status())
                    .isEqualTo(422);
        }
    }

    // Expiry and refresh

    @Test
    void aConnectionAStreamAndACookieEndWithTheirToken() throws Exception {
        String token = issuer.token("ivan", endingIn(15), "client", "observer");
        String cookie = login(token);
        try (Client client = Client.enveloped(server, "ivan", Map.of("Authorization", bearer(token)));
                EventStreamReader stream = EventStreamReader.open(HTTP, server, "", "Authorization", bearer(token))) {
            assertThat(client.json("auth.expiring").getJsonObject("payload").getString("expires_at"))
                    .isEqualTo(client.hello().getJsonObject("payload").getJsonObject("auth").getString("expires_at"));
            assertThat(client.json("error").getJsonObject("payload").getString("error_code")).isEqualTo("TOKEN_EXPIRED");
            assertThat(client.closed().code()).isEqualTo(4407);
            stream.ended();
        }
        assertThat(api.get(SESSION, "Cookie", cookie).status()).isEqualTo(401);
        Api.await(() -> events("event_type=security.expired"), found -> found.stream().filter(event ->
                event.getJsonObject("data").getString("subject").equals("ivan")).count() == 2);
    }

    @Test
    void aNewTokenKeepsTheConnectionAndTakesItOutOfWhatItDoesNotGrant() throws Exception {
        UnaryOperator<JWTClaimsSet.Builder> both = TestIssuer.granting(List.of("news", "room"), List.of());
        String token = issuer.token("judy", claims -> endingIn(50).apply(both.apply(claims)), "client");
        try (Client client = Client.enveloped(server, "judy", Map.of("Authorization", bearer(token)))) {
            client.json("auth.expiring");
            client.send(message("subscribe", "s-1", "{\"channels\":[\"news\",\"room\"]}"));
            client.json("subscribed");

            client.send(refresh(issuer.token("mallory", both, "client")));
            assertThat(client.json("error").getJsonObject("payload").getString("error_code"))
                    .as("attack: another subject's token").isEqualTo("NOT_PERMITTED");
            client.send(refresh(issuer.token("judy", endingIn(-60), "client")));
            assertThat(client.json("error").getJsonObject("payload").getString("error_code"))
                    .as("attack: an expired token").isEqualTo("TOKEN_EXPIRED");
            client.send(refresh("nonsense"));
            assertThat(client.json("error").getJsonObject("payload").getString("error_code")).isEqualTo("INVALID_TOKEN");

            client.send(refresh(issuer.token("judy", TestIssuer.granting(List.of("news"), List.of()), "client")));
            JsonObject refreshed = client.json("auth.refreshed");
            assertThat(refreshed.getString("request_id")).isEqualTo("r-1");
            assertThat(refreshed.getJsonObject("payload").getString("subject")).isEqualTo("judy");
            assertThat(client.json("unsubscribed").getJsonObject("payload").getJsonArray("channels").toString())
                    .isEqualTo("[\"room\"]");
        }
        assertThat(events("event_type=security.refreshed")).anySatisfy(event ->
                assertThat(event.getJsonObject("data").getString("subject")).isEqualTo("judy"));
    }

    // Logins

    private HttpResponse<String> browse(URI address, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(302);
        return answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void aBrowserLogsInAtTheIssuer() throws Exception {
        assertThat(browse(server.resolve("/login/options")).body()).isEqualTo("{\"mode\":\"token\",\"login\":true}");
        HttpResponse<String> start = browse(server.resolve("/login/start?return=%2F%23%2Flive"));
        String browser = cookie(start.headers().firstValue("Set-Cookie").orElseThrow());
        assertThat(start.headers().firstValue("Set-Cookie").orElseThrow()).contains("; HttpOnly").contains("; SameSite=Lax");
        URI back = location(browse(location(start)));
        assertThat(back.getPath()).isEqualTo("/login/callback");
        HttpResponse<String> finished = browse(back, "Cookie", browser);
        assertThat(location(finished)).hasToString(origin + "/#/live");
        String session = finished.headers().allValues("Set-Cookie").stream().map(SessionsIT::cookie)
                .filter(each -> each.startsWith("wirescope-session=")).findFirst().orElseThrow();
        assertThat(api.get(SESSION, "Cookie", session).data().getString("subject")).isEqualTo("alice");
        assertThat(finished.headers().map().toString()).as("no token reaches the browser").doesNotContain("eyJ");
        assertThat(location(browse(back, "Cookie", browser))).as("attack: the callback twice")
                .hasToString(origin + "/?login=unknown");
    }

    @Test
    void attackLoginsWithAForeignStateNonceOrReturnAddress() throws Exception {
        HttpResponse<String> start = browse(server.resolve("/login/start?return=%2F%2Fevil.example"));
        String browser = cookie(start.headers().firstValue("Set-Cookie").orElseThrow());
        URI back = location(browse(location(start)));
        assertThat(location(browse(back))).as("without the browser's cookie").hasToString(origin + "/?login=unknown");

        start = browse(server.resolve("/login/start?return=%2F%2Fevil.example"));
        browser = cookie(start.headers().firstValue("Set-Cookie").orElseThrow());
        back = location(browse(location(start)));
        assertThat(location(browse(back, "Cookie", browser))).as("an open redirect").hasToString(origin + "/");

        logins.lie(claims -> claims.claim("nonce", "foreign"));
        start = browse(server.resolve("/login/start"));
        browser = cookie(start.headers().firstValue("Set-Cookie").orElseThrow());
        HttpResponse<String> refused = browse(location(browse(location(start))), "Cookie", browser);
        assertThat(location(refused)).hasToString(origin + "/?login=token");
        assertThat(refused.headers().allValues("Set-Cookie")).noneMatch(set -> set.startsWith("wirescope-session="));
    }

    @Test
    void noEventHasATokenATicketOrACookie() throws Exception {
        String token = issuer.token("kate", "client", "observer");
        String cookie = login(token);
        String ticket = ticket(token, "kate");
        try (Client client = Client.enveloped(server, "kate&ticket=" + ticket)) {
            client.ask(refresh(issuer.token("kate", "client", "observer")));
        }
        String all = events("").toString();
        assertThat(all).contains("kate").doesNotContain("eyJ").doesNotContain(ticket)
                .doesNotContain(cookie.substring(cookie.indexOf('=') + 1));
    }
}
