package io.wirescope.internal.session;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.security.Credential;
import io.wirescope.internal.security.TokenVerifier;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Logs browsers in at the issuer: the authorization code flow, with PKCE, state and nonce (OpenID Connect Core 1.0, section
 * 3.1; RFC 7636; RFC 9700). The browser gets neither token: a session is made of the access token, and it gets the session's
 * cookie. Thread-safe; blocks no thread.
 */
@Service
public class CodeFlow implements Eager {

    private static final Logger LOG = Logger.getLogger(CodeFlow.class.getName());

    /** A path of this host; {@code //host} and {@code /\host} would be another's. */
    private static final Pattern OWN_PATH = Pattern.compile("/(?![/\\\\])[!-\\[\\]-~]{0,511}");

    private static final String HOME = "/";

    private final Optional<LoginConfig> config;
    private final Provider provider;
    private final TokenVerifier verifier;
    private final IdSource ids;
    private final LongSupplier nanos;
    private final PendingLogins pending;

    /** Why a login came to nothing. */
    public enum Failure {
        /** The issuer can't be reached, or is not what it should be. */
        UNAVAILABLE,
        /** The issuer refused it, or the person did. */
        REFUSED,
        /** It was begun by another browser, too long ago, or never. */
        UNKNOWN,
        /** The issuer gave no token for the code. */
        EXCHANGE,
        /** The token is not good here. */
        TOKEN
    }

    /** A login that came to nothing. */
    public static final class FailedLoginException extends RuntimeException {

        private final Failure failure;

        FailedLoginException(Failure failure, String message) {
            super(message, null, false, false);
            this.failure = failure;
        }

        /** {@return why} */
        public Failure failure() {
            return failure;
        }
    }

    /**
     * A login that has begun.
     *
     * @param address       where the browser goes
     * @param browserSecret what it brings back in a cookie
     */
    public record Begun(URI address, String browserSecret) {

        @Override
        public String toString() {
            return "Begun";
        }
    }

    /**
     * A login that succeeded.
     *
     * @param caller   whom the access token stands for
     * @param returnTo where the browser goes: a path of this host
     */
    public record Finished(Caller caller, String returnTo) {
    }

    /**
     * @param settings has {@code wirescope.security.login.*}
     * @param threads  run what follows the issuer's responses
     * @param verifier judges tokens
     * @param ids      makes secrets
     */
    @Inject
    public CodeFlow(Settings settings, Threads threads, TokenVerifier verifier, IdSource ids) {
        this(LoginConfig.from(settings), threads, verifier, ids, System::nanoTime);
    }

    CodeFlow(Optional<LoginConfig> config, Threads threads, TokenVerifier verifier, IdSource ids, LongSupplier nanos) {
        this.config = config;
        this.provider = config.map(login -> new Provider(login, threads.executor())).orElse(null);
        this.verifier = verifier;
        this.ids = ids;
        this.nanos = nanos;
        this.pending = new PendingLogins(nanos);
    }

    /** {@return whether browsers can log in here} */
    public boolean isConfigured() {
        return config.isPresent();
    }

    /**
     * Begins a login.
     *
     * @param redirectUri where the issuer sends the browser, on this host
     * @param returnTo    where the browser wants to go in the end; what is no path of this host is the dashboard
     * @return the login; fails with {@link FailedLoginException}
     */
    public CompletionStage<Begun> begin(String redirectUri, String returnTo) {
        LoginConfig login = config.orElseThrow();
        return provider.endpoints().handle((endpoints, failure) -> {
            if (failure != null) {
                throw failed(Failure.UNAVAILABLE, cause(failure));
            }
            String state = ids.newToken();
            String nonce = ids.newToken();
            String secret = ids.newToken();
            String codeVerifier = ids.newToken();
            pending.add(state, new PendingLogins.Pending(Secrets.hash(secret), nonce, codeVerifier, redirectUri,
                    ownPath(returnTo), nanos.getAsLong()));
            Map<String, String> asked = new LinkedHashMap<>();
            asked.put("response_type", "code");
            asked.put("client_id", login.clientId());
            asked.put("redirect_uri", redirectUri);
            asked.put("scope", login.scope());
            asked.put("state", state);
            asked.put("nonce", nonce);
            asked.put("code_challenge", Secrets.challenge(codeVerifier));
            asked.put("code_challenge_method", "S256");
            return new Begun(with(endpoints.authorization(), Provider.encode(asked)), secret);
        });
    }

    private static URI with(URI address, String query) {
        return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + query);
    }

    /** {@return a path of this host: what was asked for, or the dashboard} */
    static String ownPath(String path) {
        return path != null && OWN_PATH.matcher(path).matches() ? path : HOME;
    }

    /**
     * Finishes a login.
     *
     * @param state         what the issuer brought back
     * @param code          what the issuer gave, or null where it refused
     * @param browserSecret what the browser has in its cookie
     * @param clientAddress where it comes from
     * @return the login; fails with {@link FailedLoginException}
     */
    public CompletionStage<Finished> finish(String state, String code, String browserSecret, String clientAddress) {
        PendingLogins.Pending login = pending.take(state, browserSecret)
                .orElseThrow(() -> failed(Failure.UNKNOWN, "no login of this browser has that state"));
        if (code == null) {
            throw failed(Failure.REFUSED, "the issuer gave no code");
        }
        return provider.endpoints().thenCompose(endpoints ->
                provider.exchange(endpoints.token(), code, login.redirectUri(), login.verifier())).handle((tokens, failure) -> {
                    if (failure != null) {
                        throw failed(Failure.EXCHANGE, cause(failure));
                    }
                    return new Finished(judge(tokens, login, clientAddress), login.returnTo());
                });
    }

    private Caller judge(Provider.Tokens tokens, PendingLogins.Pending login, String clientAddress) {
        LoginConfig config = this.config.orElseThrow();
        if (!verifier.isIdToken(tokens.id(), config.issuer(), config.clientId(), login.nonce())) {
            throw failed(Failure.TOKEN, "the ID token is not that of this login");
        }
        Credential access = verifier.verify(tokens.access(), clientAddress);
        if (access.state() != Credential.State.GOOD) {
            throw failed(Failure.TOKEN, "the access token is not good here: " + access.reason());
        }
        return access.caller();
    }

    private static FailedLoginException failed(Failure failure, String message) {
        LOG.log(Level.INFO, "Login failed reason={0} cause={1}", new Object[] {failure, message});
        return new FailedLoginException(failure, message);
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
