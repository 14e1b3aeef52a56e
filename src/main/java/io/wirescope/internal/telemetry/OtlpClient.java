package io.wirescope.internal.telemetry;

import io.wirescope.internal.httpclient.LimitedBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;

/**
 * Sends one OTLP request over HTTP and says what became of it (OTLP specification 1.5, "OTLP/HTTP"). Does not follow
 * redirects. Thread-safe; blocks no thread.
 */
final class OtlpClient {

    private static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private static final int OK = 200;
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** What became of a request. */
    sealed interface Outcome {
    }

    /** The collector has it, maybe without some. */
    record Accepted(PartialSuccess partial) implements Outcome {
    }

    /**
     * It may be sent again.
     *
     * @param reason     for the log
     * @param retryAfter how long the collector asks to wait, or null
     */
    record Retryable(String reason, Duration retryAfter) implements Outcome {
    }

    /** It is of no use to send it again. */
    record Refused(String reason) implements Outcome {
    }

    private final HttpClient http;
    private final Clock clock;

    /**
     * @param executor runs what follows a response
     * @param clock    reads a {@code Retry-After} that is a date
     */
    OtlpClient(Executor executor, Clock clock) {
        this.http = HttpClient.newBuilder().executor(executor).version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT_TIMEOUT).build();
        this.clock = clock;
    }

    /** {@return what became of the request, within the endpoint's timeout; never exceptional} */
    CompletableFuture<Outcome> send(OtlpEndpoint endpoint, byte[] body) {
        try {
            CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request(endpoint, body),
                    head -> LimitedBody.first(MAX_RESPONSE_BYTES));
            // The request's own timeout ends with the head of the response; a body may hang too.
            return response.copy().orTimeout(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .handle((found, failure) -> {
                        response.cancel(true);
                        return failure == null ? outcome(found) : new Retryable(reason(failure), null);
                    });
        } catch (RuntimeException e) { // no thread at shutdown, for one
            return CompletableFuture.completedFuture(new Retryable(reason(e), null));
        }
    }

    private static HttpRequest request(OtlpEndpoint endpoint, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.uri()).timeout(endpoint.timeout());
        endpoint.headers().forEach(request::setHeader);
        request.setHeader("Content-Type", "application/x-protobuf");
        if (endpoint.gzip()) {
            request.setHeader("Content-Encoding", "gzip");
        }
        return request.POST(BodyPublishers.ofByteArray(endpoint.gzip() ? gzip(body) : body)).build();
    }

    private Outcome outcome(HttpResponse<byte[]> response) {
        if (response.statusCode() == OK) {
            return isProtobuf(response) ? new Accepted(PartialSuccess.read(response.body()))
                    : new Refused("HTTP 200 with content type " + contentType(response) + " is no OTLP collector");
        }
        String reason = "HTTP " + response.statusCode();
        return RETRYABLE.contains(response.statusCode()) ? new Retryable(reason, wait(response)) : new Refused(reason);
    }

    // Collectors that answer an empty body may leave the type out.
    private static boolean isProtobuf(HttpResponse<byte[]> response) {
        return response.body().length == 0 || contentType(response).startsWith("application/x-protobuf");
    }

    private static String contentType(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Content-Type").orElse("none");
    }

    private Duration wait(HttpResponse<byte[]> response) {
        String value = response.headers().firstValue("Retry-After").orElse("").strip();
        Duration wait = value.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(value)) : untilDate(value);
        return wait == null || wait.compareTo(LONGEST_WAIT) <= 0 ? wait : LONGEST_WAIT;
    }

    private Duration untilDate(String value) {
        try {
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration until = Duration.between(clock.instant(), date);
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof TimeoutException || root instanceof HttpTimeoutException ? "no answer in time"
                : root.toString();
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(body);
        } catch (IOException e) { // memory does not fail
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
