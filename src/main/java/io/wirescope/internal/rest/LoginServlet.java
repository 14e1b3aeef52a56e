package io.wirescope.internal.rest;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.HeaderFields;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.http.StatusError;
import io.wirescope.internal.security.SecuritySettings;
import io.wirescope.internal.session.BrowserSessions;
import io.wirescope.internal.session.CodeFlow;
import io.wirescope.internal.session.CodeFlow.Failure;
import io.wirescope.internal.session.SessionAudit;
import io.wirescope.internal.session.SessionCookie;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The addresses at which browsers log in: {@code /login/options} says how one can, {@code /login/start} sends the browser to
 * the issuer, which sends it back to {@code /login/callback}. Mapped in web.xml. What fails leads to the dashboard, with a
 * word that says why.
 */
public class LoginServlet extends HttpServlet {

    private static final Logger LOG = Logger.getLogger(LoginServlet.class.getName());

    private static final String ROUTE = "/login";
    private static final String CALLBACK = ROUTE + "/callback";
    private static final String PUBLIC_URL = "wirescope.http.public-url";
    private static final long TIMEOUT_MILLIS = 60_000;

    /** Lax, since the issuer's redirect comes from another site; of no use to anybody without the state. */
    private static final String BROWSER = "wirescope-login";

    private final transient CodeFlow flow;
    private final transient SecuritySettings security;
    private final transient BrowserSessions sessions;
    private final transient SessionCookie cookie;
    private final transient SessionAudit audit;
    private final transient ObservabilityEventBus bus;
    private final transient Clock clock;
    private final transient Optional<String> publicUrl;

    @Inject
    LoginServlet(Settings settings, CodeFlow flow, SecuritySettings security, BrowserSessions sessions, SessionCookie cookie,
            SessionAudit audit, ObservabilityEventBus bus, Clock clock) {
        this.flow = flow;
        this.security = security;
        this.sessions = sessions;
        this.cookie = cookie;
        this.audit = audit;
        this.bus = bus;
        this.clock = clock;
        this.publicUrl = settings.optionalText(PUBLIC_URL).map(url -> url.replaceFirst("/$", ""));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            refuse(request, response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (path.equals("/options")) {
            options(request, response);
        } else if (flow.isConfigured() && path.equals("/start")) {
            start(request, response);
        } else if (flow.isConfigured() && path.equals("/callback")) {
            finish(request, response);
        } else {
            refuse(request, response, HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        publish(request, status);
        ErrorBody error = StatusError.of(status);
        error.send(response, status, Exchange.of(request).requestId(), clock.instant());
    }

    private void publish(HttpServletRequest request, int status) {
        Exchange.of(request).publish(bus, request.getMethod(), request.getRequestURI(), ROUTE, status);
    }

    private void options(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = JsonFormat.write(JsonFormat.object().add("mode", security.config().mode().wireName())
                .add("login", flow.isConfigured()).build()).getBytes(StandardCharsets.UTF_8);
        publish(request, HttpServletResponse.SC_OK);
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private void start(HttpServletRequest request, HttpServletResponse response) {
        boolean secure = cookie.isSecure(request);
        String returnTo = new Query(request.getQueryString()).single("return").orElse(null);
        String redirectUri = base(request) + CALLBACK;
        answer(request, response, flow.begin(redirectUri, returnTo), begun -> {
            response.addHeader("Set-Cookie", browser(begun.browserSecret(), 600, secure));
            return begun.address().toString();
        });
    }

    private String base(HttpServletRequest request) {
        return publicUrl.orElseGet(() -> request.getScheme() + "://" + request.getHeader("Host")) + request.getContextPath();
    }

    private static String browser(String secret, int maxAge, boolean secure) {
        return BROWSER + "=" + secret + "; Path=" + ROUTE + "; Max-Age=" + maxAge + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    private void finish(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean secure = cookie.isSecure(request);
        Exchange exchange = Exchange.of(request);
        Query query = new Query(request.getQueryString());
        response.addHeader("Set-Cookie", browser("", 0, secure));
        CompletionStage<CodeFlow.Finished> finished;
        try {
            finished = flow.finish(query.single("state").orElse(""), query.single("code").orElse(null), secret(request),
                    exchange.clientAddress());
        } catch (CodeFlow.FailedLoginException e) {
            publish(request, HttpServletResponse.SC_FOUND);
            redirect(response, failed(e));
            return;
        }
        Optional<String> former = cookie.secret(request);
        answer(request, response, finished, login -> {
            former.ifPresent(sessions::end);
            Optional<BrowserSessions.Opened> session = sessions.open(login.caller());
            session.ifPresent(opened -> {
                response.addHeader("Set-Cookie", cookie.setting(secure, opened));
                audit.login(opened.caller(), exchange, "issuer");
            });
            return session.isPresent() ? login.returnTo() : word("full");
        });
    }

    private static String secret(HttpServletRequest request) {
        String name = BROWSER + "=";
        return new HeaderFields(request).lines("Cookie").stream().flatMap(line -> List.of(line.split(";")).stream())
                .map(String::strip).filter(pair -> pair.startsWith(name)).map(pair -> pair.substring(name.length()))
                .findFirst().orElse("");
    }

    /** Makes of what has come where the browser goes. */
    @FunctionalInterface
    private interface Next<T> {
        String of(T result);
    }

    private <T> void answer(HttpServletRequest request, HttpServletResponse response, CompletionStage<T> result, Next<T> next) {
        publish(request, HttpServletResponse.SC_FOUND);
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(TIMEOUT_MILLIS);
        result.whenComplete((found, failure) -> {
            try {
                redirect(response, failure == null ? next.of(found) : failed(failure));
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "A login failed", e);
                redirect(response, word("unavailable"));
            } finally {
                async.complete();
            }
        });
    }

    private static void redirect(HttpServletResponse response, String address) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", address); // sendRedirect of some servers makes the host's name part of it
    }

    private static String failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return word(cause instanceof CodeFlow.FailedLoginException failed ? name(failed.failure()) : name(Failure.UNAVAILABLE));
    }

    private static String name(Failure failure) {
        return failure.name().toLowerCase(Locale.ROOT);
    }

    // Where the dashboard finds it: a word of ours, never the issuer's or the caller's.
    private static String word(String reason) {
        return "/?login=" + reason;
    }
}
