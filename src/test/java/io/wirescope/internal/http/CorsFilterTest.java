package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.CountingIds;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Threads;
import jakarta.servlet.http.HttpServletRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsFilterTest {

    private static final String PAGE = "Origin: https://app.example";
    private static final String HOST = "Host: gateway:8080";

    private final ServletFakes.Answer answer = new ServletFakes.Answer();
    private final ObservabilityEventBus bus = new ObservabilityEventBus(MapSettings.with(), new SettableClock(),
            new CountingIds(), new Threads(pump -> { }, null));
    private int passed;

    private void call(String origins, String method, String... headers) throws Exception {
        HttpServletRequest request = ServletFakes.call(method, headers);
        new Exchange("mine", null, null, "10.0.0.1", System.nanoTime()).attachTo(request);
        OriginPolicy policy = new OriginPolicy(MapSettings.with("wirescope.socket.allowed-origins", origins));
        new CorsFilter(policy, bus, new SettableClock()).doFilter(request, answer.response(),
                (passedOn, response) -> passed++);
    }

    private void preflight(String origins, String... headers) throws Exception {
        call(origins, "OPTIONS", Stream.concat(Stream.of(HOST, "Access-Control-Request-Method: POST"),
                Stream.of(headers)).toArray(String[]::new));
    }

    private Stream<String> corsHeaders() {
        return answer.headers().keySet().stream().filter(name -> name.startsWith("Access-Control-"));
    }

    @Test
    void aListedPageMayReadTheAnswer() throws Exception {
        call("https://other.example, https://app.example", "POST", HOST, PAGE);

        assertThat(passed).isEqualTo(1);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("X-Request-ID", "traceparent", "Retry-After");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
        assertThat(answer.header("Access-Control-Allow-Credentials")).as("none are used").isNull();
    }

    @Test
    void anyPageMayWhereAnyIsAllowed() throws Exception {
        call("*", "GET", HOST, "Origin: null");

        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Vary")).as("the same for all").isNull();
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
    }

    @Test
    void theAnswerVariesForThoseWithoutAnOriginToo() throws Exception {
        call("https://app.example", "GET", HOST);

        assertThat(answer.header("Vary")).isEqualTo("Origin");
        assertThat(corsHeaders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'',https://app.example", "https://app.example,https://evil.example", "https://app.example,null",
        "https://app.example,https://app.example.evil", "https://app.example,http://gateway:8080"})
    void anotherPageGetsNoCorsHeaders(String origins, String origin) throws Exception {
        call(origins, "GET", HOST, "Origin: " + origin);

        assertThat(passed).isEqualTo(1);
        assertThat(corsHeaders()).isEmpty();
    }

    @Test
    void twoOriginsAreNone() throws Exception {
        call("https://app.example", "GET", HOST, PAGE, PAGE);

        assertThat(corsHeaders()).isEmpty();
    }

    @Test
    void aPreflightOfAListedPageIsAnswered() throws Exception {
        preflight("https://app.example", PAGE, "Access-Control-Request-Headers: content-type,x-request-id");

        assertThat(passed).isZero();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET", "POST", "PUT", "DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("content-type", "authorization", "x-request-id", "traceparent",
                "last-event-id", "idempotency-key");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(answer.header("Vary")).isEqualTo("Origin, Access-Control-Request-Headers");
    }

    @Test
    void attributesOfACloudEventMayBeSentAndNothingThatIsNoHeader() throws Exception {
        preflight("*", PAGE, "Access-Control-Request-Headers: CE-Type, ce-myext, x-evil, ce-a b, ce-");

        assertThat(answer.header("Access-Control-Allow-Headers")).endsWith("last-event-id, idempotency-key, ce-type, ce-myext");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://other.example"})
    void aPreflightOfAnotherPageIsRefused(String origins) throws Exception {
        preflight(origins, PAGE);

        assertThat(passed).isZero();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("\"ORIGIN_NOT_ALLOWED\"");
        assertThat(corsHeaders()).isEmpty();
    }

    @Test
    void aPageOfOurOwnNeedsNoneOfThis() throws Exception {
        preflight("https://app.example", "Origin: http://gateway:8080");

        assertThat(passed).isEqualTo(1);
        assertThat(corsHeaders()).isEmpty();
    }

    @Test
    void optionsWithoutAMethodToAskForIsNoPreflight() throws Exception {
        call("https://app.example", "OPTIONS", HOST, PAGE);

        assertThat(passed).isEqualTo(1);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    }

    @Test
    void aPreflightIsAnEvent() throws Exception {
        preflight("https://app.example", PAGE);

        assertThat(bus.query(EventQuery.newest(EventFilter.ALL, 1)).events()).singleElement().satisfies(event -> {
            assertThat(event.context().requestId()).isEqualTo("mine");
            assertThat(event.data().toJson().getInt("status")).isEqualTo(204);
        });
    }
}
