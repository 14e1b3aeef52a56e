package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other origins may do (WHATWG Fetch, section 3.2), and who is shown behind a proxy (RFC 7239). */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class ForeignPagesIT {

    private static final String PAGE = "https://app.example";
    private static final String EVENTS = Api.ROOT + "/events";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

    @ArquillianResource
    private URI server;

    private Api api;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of(
                "wirescope.socket.allowed-origins", "http://localhost:1, " + PAGE,
                "wirescope.http.trusted-proxies", "1",
                "wirescope.security.mode", "open")); // what a proxy forwards is not local
    }

    @BeforeEach
    void connect() {
        api = new Api(server);
    }

    private HttpResponse<String> preflight(String path, String origin, String method, String headers) throws Exception {
        return api.exchange("OPTIONS", path, "Origin", origin, "Access-Control-Request-Method", method,
                "Access-Control-Request-Headers", headers);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(", ", answer.headers().allValues(name));
    }

    @ParameterizedTest
    @CsvSource({"/api/v2/observability/events, POST", "/api/v2/observability/events, DELETE",
        "/api/v2/drift/broadcast, PUT", "/api/v2/channels/broadcast/messages, POST",
        "/api/v2/observability/events/stream, GET", "/api/v2/observability/connections/x, DELETE"})
    void aListedPageIsAllowed(String path, String method) throws Exception {
        HttpResponse<String> answer = preflight(path, PAGE, method, "content-type,x-request-id,ce-type,last-event-id");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, ALLOW_ORIGIN)).isEqualTo(PAGE);
        assertThat(header(answer, "Access-Control-Allow-Methods").split(", ")).contains(method);
        assertThat(header(answer, "Access-Control-Allow-Headers").split(", "))
                .contains("content-type", "x-request-id", "ce-type", "last-event-id", "traceparent");
        assertThat(header(answer, "Vary")).contains("Origin");
        assertThat(header(answer, "Access-Control-Allow-Credentials")).isEmpty();
        assertThat(header(answer, "X-Request-ID")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://elsewhere.example", "http://app.example", "https://app.example:8443", "null"})
    void anotherPageIsNot(String origin) throws Exception {
        HttpResponse<String> asked = preflight(EVENTS, origin, "POST", "content-type");
        assertThat(asked.statusCode()).isEqualTo(403);
        assertThat(asked.body()).contains("ORIGIN_NOT_ALLOWED");
        HttpResponse<String> read = api.exchange("GET", EVENTS, "Origin", origin);
        assertThat(read.statusCode()).isEqualTo(200);
        for (HttpResponse<String> answer : List.of(asked, read)) {
            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.toLowerCase(Locale.ROOT)
                    .startsWith("access-control-"));
            assertThat(header(answer, "Vary")).contains("Origin");
        }
    }

    @Test
    void aListedPageChangesThingsAndReadsTheAnswer() throws Exception {
        Answer answer = api.send("POST", EVENTS, "{\"event_type\": \"order.from_page\"}", "Origin", PAGE);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header(ALLOW_ORIGIN)).isEqualTo(PAGE);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("X-Request-ID", "traceparent", "Retry-After");
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
    }

    @ParameterizedTest
    @CsvSource({"GET, /api/nothing, 404", "GET, /api/v2/observability/events?limit=x, 422",
        "PATCH, /api/v2/observability/events, 405", "POST, /api/v2/observability/events, 415"})
    void aListedPageReadsErrorsToo(String method, String path, int status) throws Exception {
        Answer answer = api.call(method, path, "Origin", PAGE);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header(ALLOW_ORIGIN)).isEqualTo(PAGE);
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
    }

    @Test
    void aListedPageReadsTheStream() throws Exception {
        RawHandshake.Head head = RawHandshake.plain(server, EventStreamReader.PATH).header("Origin", PAGE).head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header(ALLOW_ORIGIN)).isEqualTo(PAGE);
        assertThat(head.headers().allValues("Vary")).contains("Origin");
        assertThat(RawHandshake.plain(server, EventStreamReader.PATH).header("Origin", "https://elsewhere.example").head()
                .header(ALLOW_ORIGIN)).isNull();
    }

    @Test
    void anAnswerWithoutAnOriginIsNotForEveryPagesCache() throws Exception {
        Answer answer = api.get(EVENTS);
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
        assertThat(answer.header(ALLOW_ORIGIN)).isNull();
    }

    // Behind a proxy

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "X-Forwarded-For | 198.51.100.1, 203.0.113.7      | 203.0.113.7",
        "X-Forwarded-For | 203.0.113.7:4711               | 203.0.113.7",
        "X-Forwarded-For | ::ffff:203.0.113.7             | 203.0.113.7",
        "X-Forwarded-For | [2001:DB8:0:0::7]:4711         | 2001:db8::7",
        "Forwarded       | For=\"[2001:db8::7]:4711\";proto=https | 2001:db8::7",
        "Forwarded       | for=198.51.100.1, for=203.0.113.7      | 203.0.113.7"})
    void aClientsAddressHasOneSpelling(String name, String value, String address) throws Exception {
        try (RawFrames connection = RawHandshake.upgrade(server, "/ws/client?client_id=proxied").header(name, value).open()) {
            assertThat(connection.text()).contains("hello");
            JsonObject shown = api.connections("proxied", 1).get(0);
            assertThat(shown.getString("client_remote")).isEqualTo(address);
        }
        api.connections("proxied", 0);
    }

    @ParameterizedTest
    @CsvSource({"X-Forwarded-For, unknown", "X-Forwarded-For, gr\u00fc\u00dfe", "Forwarded, for=_hidden", "Forwarded, proto=https"})
    void whatIsNoAddressIsNotShownAsOne(String name, String value) throws Exception {
        try (RawFrames connection = RawHandshake.upgrade(server, "/ws/client?client_id=nobody").header(name, value).open()) {
            assertThat(connection.text()).contains("hello");
            assertThat(api.connections("nobody", 1).get(0).getString("client_remote")).isIn("127.0.0.1", "::1");
        }
        api.connections("nobody", 0);
    }
}
