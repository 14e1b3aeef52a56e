package io.wirescope.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import io.wirescope.envelope.IdSource;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.security.TestIssuer;
import io.wirescope.internal.security.TestLogins;
import io.wirescope.internal.security.TokenVerifier;
import io.wirescope.internal.session.CodeFlow.Begun;
import io.wirescope.internal.session.CodeFlow.FailedLoginException;
import io.wirescope.internal.session.CodeFlow.Failure;
import io.wirescope.internal.session.CodeFlow.Finished;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins at an issuer of the test's own. */
class CodeFlowTest {

    private static final String CALLBACK = "http://gateway.example/login/callback";

    @TempDir
    private Path folder;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final AtomicLong nanos = new AtomicLong();
    private TestIssuer issuer;
    private TestLogins logins;
    private CodeFlow flow;

    @BeforeEach
    void start() throws Exception {
        issuer = TestIssuer.start();
        logins = TestLogins.at(issuer);
        Path secret = Files.writeString(folder.resolve("secret"), TestLogins.SECRET + "\n");
        Settings settings = MapSettings.with("wirescope.security.issuers", issuer.address(), "wirescope.security.audience",
                TestIssuer.AUDIENCE, "wirescope.security.login.client-id", TestLogins.CLIENT,
                "wirescope.security.login.client-secret-file", secret.toString());
        Threads threads = new Threads(executor, null);
        SecurityAudit audit = new SecurityAudit(new ObservabilityEventBus(settings, Clock.systemUTC(), IdSource.random(),
                new Threads(pump -> { }, null)), threads);
        flow = new CodeFlow(LoginConfig.from(settings), threads, new TokenVerifier(settings, threads, audit, Clock.systemUTC()),
                IdSource.random(), nanos::get);
    }

    @AfterEach
    void stop() {
        issuer.close();
        executor.shutdownNow();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CompletionException wrapped ? (Exception) wrapped.getCause() : (Exception) e.getCause();
        }
    }

    /** {@return the query with which the issuer sends a browser back} */
    private static Query back(Begun begun) throws Exception {
        HttpResponse<Void> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(begun.address()).build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(302);
        return new Query(URI.create(answer.headers().firstValue("Location").orElseThrow()).getRawQuery());
    }

    private Finished finish(Query back, String browser) throws Exception {
        return get(flow.finish(back.single("state").orElseThrow(), back.single("code").orElse(null), browser, "10.0.0.1"));
    }

    private Failure failure(Query back, String browser) {
        FailedLoginException failed = catchThrowableOfType(() -> finish(back, browser), FailedLoginException.class);
        assertThat(failed).isNotNull();
        return failed.failure();
    }

    @Test
    void aBrowserIsLoggedInWithWhatItsAccessTokenHas() throws Exception {
        logins.roles("observer");
        Begun begun = get(flow.begin(CALLBACK, "/#/live"));
        assertThat(begun.toString()).doesNotContain(begun.browserSecret());
        Finished finished = finish(back(begun), begun.browserSecret());
        assertThat(finished.caller().subject()).isEqualTo("alice");
        assertThat(finished.caller().roles()).hasToString("[OBSERVER]");
        assertThat(finished.returnTo()).isEqualTo("/#/live");
    }

    @Test
    void attackLoginWithAForeignState() throws Exception {
        Begun victim = get(flow.begin(CALLBACK, "/"));
        Begun attacker = get(flow.begin(CALLBACK, "/"));
        Query ofTheAttacker = back(attacker);
        assertThat(failure(ofTheAttacker, victim.browserSecret())).as("a code of the attacker's in the victim's browser")
                .isEqualTo(Failure.UNKNOWN);
        assertThat(failure(ofTheAttacker, attacker.browserSecret())).as("tried, and so used up").isEqualTo(Failure.UNKNOWN);
        assertThat(failure(new Query("state=invented&code=1"), victim.browserSecret())).isEqualTo(Failure.UNKNOWN);
        assertThat(failure(back(victim), "")).as("no cookie").isEqualTo(Failure.UNKNOWN);
    }

    @Test
    void attackLoginWithAForeignCode() throws Exception {
        Begun victim = get(flow.begin(CALLBACK, "/"));
        Begun attacker = get(flow.begin(CALLBACK, "/"));
        String stolen = back(victim).single("code").orElseThrow();
        String state = back(attacker).single("state").orElseThrow();
        assertThat(failure(new Query("state=" + state + "&code=" + stolen), attacker.browserSecret()))
                .as("PKCE holds the code to the login that it was made for").isEqualTo(Failure.EXCHANGE);
    }

    @Test
    void attackACallbackThatIsSentTwice() throws Exception {
        Begun begun = get(flow.begin(CALLBACK, "/"));
        Query back = back(begun);
        finish(back, begun.browserSecret());
        assertThat(failure(back, begun.browserSecret())).isEqualTo(Failure.UNKNOWN);
    }

    @Test
    void attackLoginWithAForeignNonceOrAnIdTokenForSomebodyElse() throws Exception {
        List<UnaryOperator<JWTClaimsSet.Builder>> lies = List.of(
                claims -> claims.claim("nonce", "foreign"), claims -> claims.claim("nonce", null),
                claims -> claims.audience("another"), claims -> claims.audience(List.of(TestLogins.CLIENT, "another")),
                claims -> claims.claim("azp", "another"), claims -> claims.issuer("http://evil.example"),
                claims -> claims.subject(null), claims -> claims.expirationTime(new Date(0)),
                claims -> claims.issueTime(new Date(Long.MAX_VALUE / 2)));
        for (var lie : lies) {
            logins.lie(lie);
            Begun begun = get(flow.begin(CALLBACK, "/"));
            assertThat(failure(back(begun), begun.browserSecret())).isEqualTo(Failure.TOKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque", "", "a.b.c"})
    void anAccessTokenThatIsNotGoodHereIsNoLogin(String access) throws Exception {
        logins.giveAccess(access);
        Begun begun = get(flow.begin(CALLBACK, "/"));
        assertThat(failure(back(begun), begun.browserSecret())).isEqualTo(Failure.TOKEN);
    }

    @Test
    void whatTheIssuerRefusesIsNoLogin() throws Exception {
        Begun begun = get(flow.begin(CALLBACK, "/"));
        String state = back(begun).single("state").orElseThrow();
        assertThat(failure(new Query("state=" + state + "&error=access_denied"), begun.browserSecret()))
                .isEqualTo(Failure.REFUSED);
    }

    @Test
    void anIssuerThatIsAwayOrAnotherIsReported() {
        issuer.claim("http://evil.example");
        FailedLoginException lying = catchThrowableOfType(() -> get(flow.begin(CALLBACK, "/")), FailedLoginException.class);
        assertThat(lying.failure()).isEqualTo(Failure.UNAVAILABLE);
        issuer.close();
        FailedLoginException away = catchThrowableOfType(() -> get(flow.begin(CALLBACK, "/")), FailedLoginException.class);
        assertThat(away.failure()).isEqualTo(Failure.UNAVAILABLE);
    }

    @Test
    void aLoginThatTakesTooLongIsForgotten() throws Exception {
        Begun begun = get(flow.begin(CALLBACK, "/"));
        nanos.addAndGet(Duration.ofMinutes(10).toNanos() + 1);
        assertThat(failure(back(begun), begun.browserSecret())).isEqualTo(Failure.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "/\\evil.example", "https://evil.example", "evil", "javascript:alert(1)", "",
        "/a\r\nSet-Cookie: x=y", "/\t/evil.example", "/\u00fc", "/a\\b"})
    void attackOpenRedirects(String path) {
        assertThat(CodeFlow.ownPath(path)).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/#/live?type=http.request", "/docs/api.html", "/?x=//y"})
    void aPathOfThisHostIsReturnedTo(String path) {
        assertThat(CodeFlow.ownPath(path)).isEqualTo(path);
    }

    @Test
    void pendingLoginsAreBounded() {
        PendingLogins pending = new PendingLogins(nanos::get);
        for (int i = 0; i <= PendingLogins.MAX; i++) {
            pending.add("state-" + i, new PendingLogins.Pending(Secrets.hash("browser"), "n", "v", CALLBACK, "/", nanos.get()));
        }
        assertThat(pending.size()).isEqualTo(PendingLogins.MAX);
        assertThat(pending.take("state-0", "browser")).isEmpty();
        assertThat(pending.take("state-1", "browser")).isPresent();
    }

    @Test
    void wrongSettingsStopTheStart() {
        assertThat(LoginConfig.from(MapSettings.with())).isEmpty();
        assertThatThrownBy(() -> LoginConfig.from(MapSettings.with("wirescope.security.login.client-id", "gateway")))
                .isInstanceOf(InvalidSettingException.class).hasMessageContaining("issuers");
        for (String file : List.of("/no/such/file", folder.toString())) {
            assertThatThrownBy(() -> LoginConfig.from(MapSettings.with("wirescope.security.login.client-id", "gateway",
                    "wirescope.security.issuers", "https://issuer.example", "wirescope.security.login.client-secret-file", file)))
                    .isInstanceOf(InvalidSettingException.class).hasMessageContaining("client-secret-file");
        }
    }
}
