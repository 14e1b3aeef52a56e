package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.wirescope.event.CountingIds;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Threads;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeFilterTest {

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final ServletFakes.Answer answer = new ServletFakes.Answer();

    private Exchange exchange(String... headers) throws ServletException, IOException {
        ClientAddress addresses = new ClientAddress(MapSettings.with("wirescope.http.trusted-proxies", "1",
                "wirescope.http.forwarded-headers", "X-Forwarded-For, Forwarded"));
        AtomicReference<Exchange> seen = new AtomicReference<>();
        new ExchangeFilter(new CountingIds(), addresses, new StrictTransport(MapSettings.with())).doFilter(
                ServletFakes.request(headers), answer.response(),
                (request, response) -> seen.set(Exchange.of((HttpServletRequest) request)));
        return seen.get();
    }

    @Test
    void keepsTheCallersRequest() throws Exception {
        assertThat(exchange("X-Request-ID: my own/42").requestId()).isEqualTo("my own/42");
        assertThat(answer.header("X-Request-ID")).isEqualTo("my own/42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Request-ID: ", "X-Request-ID: a\tb", "X-Request-ID: grüße", "Other: x"})
    void makesARequestWhereTheCallersIsNotUsable(String header) throws Exception {
        assertThat(exchange(header).requestId()).isEqualTo("id-1");
        assertThat(answer.header("X-Request-ID")).isEqualTo("id-1");
    }

    @Test
    void aRequestHasUpTo128Characters() throws Exception {
        assertThat(exchange("X-Request-ID: " + "x".repeat(128)).requestId()).hasSize(128);
        assertThat(exchange("X-Request-ID: " + "x".repeat(129)).requestId()).isEqualTo("id-1");
    }

    @Test
    void takesPartInTheCallersTrace() throws Exception {
        Exchange exchange = exchange("traceparent: " + TRACEPARENT);

        assertThat(exchange.caller().span()).isEqualTo("00f067aa0ba902b7");
        assertThat(exchange.trace().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(exchange.trace().parentSpan()).isEqualTo("00f067aa0ba902b7");
        assertThat(exchange.trace().span()).isEqualTo("0000000000000001");
        assertThat(answer.header("traceparent"))
                .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000001-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent: nonsense", "traceparent: ", "Other: x"})
    void takesPartInNoTraceWhereThereIsNone(String header) throws Exception {
        Exchange exchange = exchange(header);

        assertThat(exchange.caller()).isNull();
        assertThat(exchange.trace()).isNull();
        assertThat(answer.header("traceparent")).isNull();
    }

    @Test
    void knowsTheClientsAddress() throws Exception {
        assertThat(exchange("Other: x").clientAddress()).isEqualTo("10.0.0.1");
        assertThat(exchange("X-Forwarded-For: 198.51.100.1, 203.0.113.7").clientAddress()).isEqualTo("203.0.113.7");
    }

    @Test
    void believesTheProxyThatAppendsALineOfItsOwn() throws Exception {
        assertThat(exchange("X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.7").clientAddress())
                .as("several lines of a header are one list (RFC 9110, section 5.3)").isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01"})
    void leavesItToTheCallerWhetherATraceIsRecorded(String flags) throws Exception {
        exchange("traceparent: " + TRACEPARENT.replaceFirst("01$", flags));

        assertThat(answer.header("traceparent")).endsWith("-" + flags);
    }

    @Test
    void twoTracesAreNone() throws Exception {
        assertThat(exchange("traceparent: " + TRACEPARENT, "Traceparent: " + TRACEPARENT).trace()).isNull();
        assertThat(answer.header("traceparent")).isNull();
    }

    @Test
    void passesTheStateOnWithItsLinesAsOne() throws Exception {
        Exchange exchange = exchange("traceparent: " + TRACEPARENT, "tracestate: foo=1 ,", "TraceState: bar=2");

        assertThat(exchange.trace().state()).isEqualTo("foo=1,bar=2");
        assertThat(answer.header("tracestate")).isEqualTo("foo=1,bar=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent: " + TRACEPARENT + "\ntracestate: foo", "tracestate: foo=1",
        "traceparent: nonsense\ntracestate: foo=1"})
    void noStateGoesWithoutATraceOrBroken(String headers) throws Exception {
        exchange(headers.split("\n"));

        assertThat(answer.header("tracestate")).isNull();
    }

    @Test
    void passesNoFlagOnThatIsNotKnown() throws Exception {
        exchange("TRACEPARENT: \t" + TRACEPARENT.replaceFirst("01$", "ff") + " \t");

        assertThat(answer.header("traceparent")).endsWith("-01");
    }

    @Test
    void twoRequestIdsAreNone() throws Exception {
        assertThat(exchange("X-Request-ID: one", "x-request-id: two").requestId()).isEqualTo("id-1");
    }

    @Test
    void publishesWhatBecameOfIt() throws Exception {
        ObservabilityEventBus bus = new ObservabilityEventBus(MapSettings.with(), new SettableClock(),
                new CountingIds(), new Threads(pump -> { }, null));

        Exchange exchange = exchange("X-Request-ID: mine", "traceparent: " + TRACEPARENT);
        exchange.publish(bus, "GET", "/api/x", "/api/{id}", 404);

        ObservabilityEvent event = bus.query(EventQuery.newest(EventFilter.ALL, 1)).events().get(0);
        assertThat(event.eventType()).isEqualTo("http.request");
        assertThat(event.context()).isEqualTo(new EventContext("mine", exchange.trace(), null, null, "http"));
        assertThat(event.data().toJson().getString("client_remote")).isEqualTo("10.0.0.1");
        assertThat(event.data().toJson().getInt("status")).isEqualTo(404);
        assertThat(event.data().toJson().getJsonNumber("duration_ms").doubleValue()).isBetween(0.0, 60_000.0);
    }

    @Test
    void anExchangeIsThereOnlyBehindTheFilter() {
        assertThatIllegalStateException().isThrownBy(() -> Exchange.of(ServletFakes.request()));
    }
}
