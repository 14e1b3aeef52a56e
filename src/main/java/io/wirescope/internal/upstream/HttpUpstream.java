package io.wirescope.internal.upstream;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.httpclient.LimitedBody;
import io.wirescope.upstream.ClientMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An HTTP service that is spoken to in CloudEvents 1.0, binary mode (contract, section 8). Redirects are not followed.
 * Thread-safe.
 *
 * <p>It is asked again, with the same {@code ce-id}, where no connection could be made, where it says 503 with a
 * {@code Retry-After} within the timeout, and after a broken connection where the route says that it may be.
 */
final class HttpUpstream implements Upstream {

    /** The largest answer that is read. */
    static final int MAX_ANSWER_BYTES = 1 << 20;

    private static final Duration RECONNECT_DELAY = Duration.ofMillis(100);
    private static final String HMAC = "HmacSHA256";

    private final RouteConfig config;
    private final URI url;
    private final HttpClient client;
    private final Executor executor;
    private final Clock clock;
    private final LongSupplier nanos;
    private final SecretKeySpec key;
    private final Deadlines deadlines;

    /**
     * @param config   the route's settings, with an URL
     * @param client   makes the calls
     * @param executor where a call goes on that timed out or is made again: the JVM's own timer is for all
     * @param clock    tells the time of day, for {@code Retry-After}
     * @param nanos    a monotonic clock
     */
    HttpUpstream(RouteConfig config, HttpClient client, Executor executor, Clock clock, LongSupplier nanos) {
        this.config = config;
        this.url = config.url().orElseThrow();
        this.client = client;
        this.executor = executor;
        this.clock = clock;
        this.nanos = nanos;
        this.key = config.secret().map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC))
                .orElse(null);
        this.deadlines = new Deadlines(config.timeout(), nanos, executor);
    }

    @Override
    public String kind() {
        return "http";
    }

    @Override
    public String target() {
        return url.getScheme() + "://" + url.getRawAuthority() + (url.getRawPath() == null ? "" : url.getRawPath());
    }

    @Override
    public void call(Call call, Consumer<Answer> answered, Runnable ended) {
        new Exchange(call, request(call)).begin(answer -> {
            try {
                answered.accept(answer);
            } finally {
                ended.run();
            }
        });
    }

    private HttpRequest request(Call call) {
        ClientMessage message = call.message();
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                // HTTP/2 is agreed on by ALPN; to ask for it in clear text costs servers that don't know it a request
                .version("https".equals(url.getScheme()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
        config.headers().forEach(request::setHeader);
        request.setHeader("Content-Type", "application/json")
                .setHeader("ce-specversion", "1.0")
                .setHeader("ce-id", call.id())
                .setHeader("ce-type", HeaderText.encode(message.type()))
                .setHeader("ce-source", HeaderText.encode("/clients/" + HeaderText.segment(message.clientId())
                        + "/connections/" + HeaderText.segment(message.connectionId())))
                .setHeader("ce-time", message.timestamp())
                .setHeader("ce-clientid", HeaderText.encode(message.clientId()))
                .setHeader("ce-connectionid", HeaderText.encode(message.connectionId()))
                .setHeader("ce-role", message.role());
        if (message.subject() != null) {
            request.setHeader("ce-subject", HeaderText.encode(message.subject()));
        }
        if (message.requestId() != null) {
            String requestId = HeaderText.encode(message.requestId());
            request.setHeader("ce-requestid", requestId).setHeader("X-Request-ID", requestId);
        }
        if (!message.attributes().isEmpty()) {
            request.setHeader("ce-attributes", HeaderText.encode(JsonFormat.write(message.attributes())));
        }
        if (message.trace() != null && message.trace().traceId() != null) {
            request.setHeader("traceparent", message.trace().toTraceparent(true));
            if (message.trace().state() != null) {
                request.setHeader("tracestate", message.trace().state());
            }
        }
        if (key != null) {
            request.setHeader("X-Wirescope-Signature", "sha256=" + signature(call));
        }
        return request.build();
    }

    private String signature(Call call) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update((call.id() + '.').getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(call.body()));
        } catch (GeneralSecurityException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }

    /** One call with its attempts, one after the other. */
    private final class Exchange {

        private final Call call;
        private final HttpRequest request;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final long latest;
        private final Deadlines.Deadline deadline;
        private volatile CompletableFuture<HttpResponse<byte[]>> attempt;
        private volatile int attempts;

        Exchange(Call call, HttpRequest request) {
            this.call = call;
            this.request = request;
            this.latest = nanos.getAsLong() + config.timeout().toNanos();
            this.deadline = deadlines.of(() -> answer.completeExceptionally(new TimeoutException()));
        }

        void begin(Consumer<Answer> answered) {
            deadline.begin();
            answer.whenComplete((found, failure) -> {
                deadline.met();
                if (failure == null) {
                    answered.accept(found.after(attempts));
                } else {
                    executor.execute(() -> giveUp(failure, answered));
                }
            });
            send();
        }

        private void giveUp(Throwable failure, Consumer<Answer> answered) {
            CompletableFuture<?> pending = attempt;
            if (pending != null) {
                pending.cancel(true);
            }
            answered.accept((failure instanceof TimeoutException ? Answer.timeout(config.idempotent())
                    : broken(failure)).after(attempts));
        }

        private void send() {
            if (answer.isDone()) { // timed out before a retry
                return;
            }
            attempts = attempts + 1;
            try {
                CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, this::body);
                attempt = sent;
                sent.whenComplete((response, failure) -> failed(failure));
                if (answer.isDone()) { // timed out meanwhile
                    sent.cancel(true);
                }
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }

        // Goes on when the body is there. The client's own stage is completed on another thread, on a machine with one core
        // a new one for each response.
        private HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo head) {
            LimitedBody body = LimitedBody.atMost(MAX_ANSWER_BYTES);
            body.getBody().thenAccept(bytes -> received(head, bytes));
            return body;
        }

        private void received(HttpResponse.ResponseInfo head, byte[] body) {
            try {
                take(head, body);
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }

        private void failed(Throwable failure) {
            try {
                if (failure != null) {
                    take(failure instanceof CompletionException ? failure.getCause() : failure);
                }
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }

        private void take(HttpResponse.ResponseInfo head, byte[] body) {
            if (head.statusCode() == 503 && head.headers().firstValue("Retry-After")
                    .map(this::retryAfter).filter(this::retryIn).isPresent()) {
                return;
            }
            if (head.statusCode() >= 500 && config.retriesFaults() && retryIn(backoff())) {
                return;
            }
            answer.complete(HttpAnswer.read(head.statusCode(), head.headers(), body, call.message().type()));
        }

        private void take(Throwable failure) {
            boolean unsent = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
            boolean again = unsent || config.idempotent() && failure instanceof IOException
                    && !(failure instanceof LimitedBody.TooLargeException);
            if (!again || !retryIn(backoff())) {
                answer.complete(broken(failure));
            }
        }

        private Duration backoff() {
            return RECONNECT_DELAY.multipliedBy(1L << 2 * (attempts - 1));
        }

        private boolean retryIn(Duration delay) {
            if (attempts >= config.maxAttempts() || delay.toNanos() >= latest - nanos.getAsLong()) {
                return false;
            }
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, executor).execute(this::send);
            return true;
        }

        // Seconds, or a date (RFC 9110, section 10.2.3); what is neither is no permission to ask again.
        private Duration retryAfter(String value) {
            try {
                if (value.chars().allMatch(c -> c >= '0' && c <= '9') && !value.isEmpty() && value.length() < 10) {
                    return Duration.ofSeconds(Long.parseLong(value));
                }
                Duration left = Duration.between(clock.instant(),
                        Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
                return left.isNegative() ? Duration.ZERO : left;
            } catch (DateTimeParseException e) {
                return null;
            }
        }
    }

    private static Answer broken(Throwable failure) {
        String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return Answer.failed(failure.getClass().getSimpleName(), reason, 0);
    }
}
