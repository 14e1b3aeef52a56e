package io.wirescope.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import jakarta.json.Json;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard in Chromium, against the real server. Each view leaves pictures in target/screenshots. */
class DashboardIT {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>";
    private static final String HOSTILE_ENCODED = "%3Cimg%20src=x%20onerror=alert(1)%3E";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static ServerProcess server;
    private static URI address;
    private static Api api;
    private static Browser browser;
    private static final List<Client> CLIENTS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(Map.of("WIRESCOPE_EVENTS_BUFFER_SIZE", "20000",
                "WIRESCOPE_HEARTBEAT_MISSED_INTERVALS", "100", // the clients here answer no ping
                "WIRESCOPE_LEGACY_SUNSET", Instant.now().plus(100, ChronoUnit.DAYS).toString()));
        server.awaitReady();
        address = server.address();
        api = new Api(address);
        browser = Browser.start(address);
        seed();
    }

    // What an engineer on call would find: clients old and new, a hostile one, a request with a story, a drift.
    private static void seed() throws Exception {
        for (String client : List.of("till-17", "warehouse-3", "mobile-ios-8812", HOSTILE_ENCODED)) {
            CLIENTS.add(Client.enveloped(address, client));
        }
        CLIENTS.add(Client.enveloped(address, "load-probe&role=test"));
        CLIENTS.add(Client.connect(address, "/ws/old-pos-1"));
        CLIENTS.add(Client.connect(address, "/ws/legacy/old-pos-2"));
        for (int i = 0; i < 5; i++) {
            state(i < 2 ? "NO_DRIFT" : i < 4 ? "DRIFT_DETECTED" : "DRIFT_CONFIRMED", 0.04 + 0.19 * i);
        }
        Client alice = Client.enveloped(address, "alice&correlationId=predict-42", Map.of("traceparent", TRACE));
        CLIENTS.add(alice);
        alice.send(Messages.envelope("order.created").add("request_id", "predict-42").add("trace", Json
                .createObjectBuilder().add("trace_id", TRACE.substring(3, 35)).add("span", TRACE.substring(36, 52)))
                .build().toString());
        alice.json("echo");
        api.send("POST", Api.ROOT + "/events", "[{\"event_type\": \"inference.audit\", \"source\": \"fraud-model\","
                + " \"client_id\": \"alice\", \"data\": {\"model\": \"fraud-7\", \"latency_ms\": 4.2,"
                + " \"score\": 0.97}}, {\"event_type\": \"cache.rebuild\", \"source\": \"/caches/features\","
                + " \"data\": {\"entries\": 52113}}]",
                "X-Request-ID", "predict-42", "traceparent", TRACE);
        talk(20);
    }

    private static void state(String status, double score) throws Exception {
        state("fraud-7", status, score);
    }

    private static void state(String model, String status, double score) throws Exception {
        api.send("POST", "/api/v2/drift/status", Json.createObjectBuilder().add("status", status)
                .add("drift_score", Math.round(score * 100) / 100.0).add("model_name", model)
                .add("affected_components", Json.createArrayBuilder().add("embedding").add("ranking"))
                .add("metrics", Json.createObjectBuilder().add("psi", 0.31)).build().toString());
    }

    private static void talk(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            for (int client = 0; client < 5; client++) {
                CLIENTS.get(client).send(i % 3 == 0 ? Messages.STATUS : Messages.PING);
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        CLIENTS.forEach(Client::close);
        CLIENTS.clear(); // a second run begins anew
        if (browser != null) {
            browser.close();
        }
        server.close();
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static Page open(String view) {
        return browser.open(Browser.Look.LIGHT, view);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static LocatorAssertions.ContainsTextOptions patiently() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(15_000);
    }

    private static void present(Page page, String name, Browser.Look look) {
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth")).isLessThanOrEqualTo(0);
        Browser.picture(page, name, look);
        Browser.assertAccessible(page);
        page.context().close();
    }

    // Each view with real data, in each look

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void overview(Browser.Look look) throws Exception {
        Page page = browser.open(look, "overview");
        Locator main = page.locator("main");
        assertThat(main).containsText("No problem detected");
        for (int reading = 0; reading < 4; reading++) {
            talk(5);
            page.waitForResponse(response -> response.url().endsWith("/stats"), () -> { });
        }
        assertThat(page.locator(".tile", new Page.LocatorOptions().setHasText("Connections")).locator(".figure"))
                .hasText(Integer.toString(api.stats().getJsonObject("websockets").getInt("active_connections")));
        assertThat(page.locator(".tile", new Page.LocatorOptions().setHasText("Handling time"))).containsText("p50");
        assertThat(page.locator("figure", new Page.LocatorOptions().setHasText("Connections by role")))
                .containsText("test 1");
        assertThat(page.locator("figure canvas")).hasCount(6);
        assertThat(main).containsText("ws.message.in");
        present(page, "overview", look);
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void live(Browser.Look look) throws Exception {
        Page page = browser.open(look, "live");
        assertThat(page.locator(".bar")).containsText("live");
        talk(1);
        assertThat(page.locator(".row", new Page.LocatorOptions().setHasText("warehouse-3")).first()).isVisible();
        present(page, "live", look);
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void oneRequest(Browser.Look look) {
        Page page = browser.open(look, "request/predict-42");
        assertThat(page.locator(".story")).containsText("connected");
        assertThat(page.locator(".story")).containsText("order.created");
        assertThat(page.locator(".story")).containsText("cache.rebuild");
        assertThat(page.locator(".story")).containsText("took 4.20 ms");
        page.locator(".step", new Page.LocatorOptions().setHasText("inference.audit")).click();
        assertThat(page.locator(".step-detail pre")).containsText("\"score\": 0.97");
        present(page, "request", look);
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void connections(Browser.Look look) throws Exception {
        Page page = browser.open(look, "connections");
        assertThat(page.locator("tbody tr")).hasCount(api.get(Api.ROOT + "/connections").data().getInt("total"));
        talk(5);
        assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("till-17")).locator("td").nth(4))
                .not().hasText("–");
        assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("old-pos-1"))).containsText("raw");
        present(page, "connections", look);
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void drift(Browser.Look look) {
        Page page = browser.open(look, "drift");
        assertThat(page.locator(".drift-now")).containsText("drift confirmed");
        assertThat(page.locator(".drift-now .figure")).hasText("0.8");
        assertThat(page.locator(".bar")).containsText("listening");
        assertThat(page.locator("figure canvas")).hasCount(1);
        present(page, "drift", look);
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void legacy(Browser.Look look) {
        Page page = browser.open(look, "legacy");
        assertThat(page.locator("main")).containsText("not ready to retire");
        assertThat(page.locator("main")).containsText("in 99 d");
        assertThat(page.locator("main")).containsText("old-pos-1");
        assertThat(page.locator("main")).containsText("/ws/legacy/{client_id}");
        assertThat(page.locator("figure .legend")).isVisible();
        present(page, "legacy", look);
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void tryIt(Browser.Look look) {
        Page page = browser.open(look, "try");
        page.getByLabel("Client id").fill("curious");
        button(page, "Connect").click();
        Locator transcript = page.locator(".transcript");
        assertThat(transcript).containsText("hello");
        button(page, "Send").click();
        assertThat(transcript).containsText("\"original_timestamp\"");
        present(page, "try", look);
    }

    // What can be done in them

    @Test
    void aHostileClientIdIsText() {
        for (String view : List.of("live?client=img", "connections?q=img")) {
            Page page = open(view);
            assertThat(page.locator("main")).containsText(HOSTILE);
            assertThat(page.locator("main img")).hasCount(0);
            page.context().close();
        }
    }

    @Test
    void anEventLeadsToItsStoryAndTheLinkCanBeShared() {
        Page page = open("live?q=order.created");
        page.locator(".row .request a").first().click();
        assertThat(page.locator("h2")).hasText("predict-42");
        assertThat(page.locator("main")).isFocused();
        button(page, "Copy link").click();
        assertThat(button(page, "Copied")).isVisible();
        String copied = (String) page.evaluate("navigator.clipboard.readText()");

        Page other = open("overview");
        other.navigate(copied);
        assertThat(other.locator(".story")).containsText("order.created");
        page.context().close();
        other.context().close();
    }

    @Test
    void aRequestWithoutEventsSaysSo() {
        Page page = open("request/never%2Fwas");
        assertThat(page.locator("main")).containsText("No events of this request");
        assertThat(page.locator("main")).containsText("never/was");
        page.context().close();
        browser.complaints(); // Chromium notes the 404 as an error
    }

    @Test
    void anIdWithASlashIsShown() throws Exception {
        api.send("POST", Api.ROOT + "/events", "{\"event_type\": \"order.paid\"}", "X-Request-ID", "orders/7");
        Page page = open("request/orders%2F7");
        assertThat(page.locator(".story")).containsText("order.paid");
        page.context().close();
        browser.complaints(); // Payara takes no %2F in a path, which Chromium notes
    }

    @Test
    void eventsAreFilteredByTypeClientRequestAndText() throws Exception {
        api.send("POST", Api.ROOT + "/events", "[{\"event_type\": \"order.filtered\", \"data\": {\"text\": \"Blue\"}},"
                + " {\"event_type\": \"order.filtered\", \"request_id\": \"filtered-2\", \"client_id\": \"pos-91\"}]");
        Page page = open("live");
        Locator rows = page.locator(".row");
        button(page, "order.filtered").click();
        assertThat(rows).hasCount(2);
        assertThat(page).hasURL(Pattern.compile(".*type=order.filtered"));
        page.getByLabel("Search").fill("bLUE");
        assertThat(rows).hasCount(1);
        page.reload(); // the link holds the filter
        assertThat(rows).hasCount(1);
        button(page, "Show all").click();
        page.getByLabel("Client", new Page.GetByLabelOptions().setExact(true)).fill("pos-9");
        assertThat(rows).hasCount(1);
        page.getByLabel("Request", new Page.GetByLabelOptions().setExact(true)).fill("filtered-2");
        assertThat(rows).hasCount(1);
        page.getByLabel("Search").fill("(no such thing[");
        assertThat(page.locator(".empty")).containsText("No event matches");
        page.context().close();
    }

    @Test
    void everyKeyCountsHoweverFastTheyCome() {
        Page page = open("live");
        page.waitForSelector(".row");
        Locator search = page.getByLabel("Search");
        search.evaluate("field => { for (const key of 'order 7') { field.value += key;"
                + " field.dispatchEvent(new Event('input', { bubbles: true })); } }");
        assertThat(page).hasURL(Pattern.compile(".*q=order(\\+|%20)7"));
        assertThat(search).hasValue("order 7");
        page.context().close();
    }

    @Test
    void aPausedListStopsAndCountsNewEvents() throws Exception {
        Page page = open("live?type=order.seen");
        button(page, "❚❚ Pause").click();
        publish("order.seen", 30);
        page.waitForCondition(() -> (Boolean) page.evaluate("+(document.querySelector('.counts').textContent"
                + ".match(/([\\d,]+) events? since the pause/)?.[1] ?? '0').replace(',', '') >= 30"));
        assertThat(page.locator(".row")).hasCount(0);
        button(page, "▶ Resume").click();
        assertThat(page.locator(".counts")).containsText("30 shown");
        page.context().close();
    }

    @Test
    void theListIsForTheKeyboard() {
        Page page = open("live?type=ws.message.in");
        page.waitForSelector(".row");
        page.keyboard().press("Tab");
        assertThat(link(page, "Skip to content")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        page.getByRole(AriaRole.GRID).focus();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowDown");
        assertThat(page.locator(".row[aria-selected=true]")).hasAttribute("aria-rowindex", "2");
        assertThat(page.locator(".bar").first()).containsText("paused");
        page.keyboard().press("Enter");
        assertThat(page.locator(".detail h2")).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.GRID)).isFocused();
        page.keyboard().press("/");
        assertThat(page.getByLabel("Search")).isFocused();
        page.getByRole(AriaRole.GRID).focus();
        page.keyboard().press("r");
        assertThat(page.locator("main")).hasAttribute("aria-label", "One request");
        page.context().close();
    }

    @Test
    void aConnectionIsClosedOnlyAfterAYes() throws Exception {
        Client doomed = Client.enveloped(address, "doomed");
        Page page = open("connections?q=doomed");
        Locator close = button(page, "Close the connection of doomed");
        close.click();
        assertThat(button(page, "Cancel")).isFocused();
        Browser.picture(page, "connections-close", Browser.Look.LIGHT);
        Browser.assertAccessible(page);
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog")).hasCount(0);
        assertThat(close).isFocused();
        assertThat(doomed.isClosed()).isFalse();

        close.click();
        button(page, "Close the connection").click();
        assertThat(doomed.closed().code()).isEqualTo(1001);
        assertThat(page.locator("main")).containsText("The connection of doomed is closing");
        assertThat(page.locator("main")).containsText("No connection matches");
        page.context().close();
    }

    @Test
    void connectionsAreSortedByWhatIsChosen() {
        Page page = open("connections");
        button(page, "Client").click();
        assertThat(page.locator("th[aria-sort]")).hasAttribute("aria-sort", "ascending");
        List<String> names = page.locator("tbody th > a").allTextContents();
        assertThat(names).hasSizeGreaterThan(5);
        button(page, "Client").click();
        assertThat(page.locator("th[aria-sort]")).hasAttribute("aria-sort", "descending");
        assertThat(page.locator("tbody th > a").first()).hasText(names.get(names.size() - 1));
        page.context().close();
    }

    @Test
    void aStatementOfDriftShowsUpAtOnce() throws Exception {
        Page page = open("drift");
        assertThat(page.locator(".bar")).containsText("listening");
        state("other-model", "DRIFT_CONFIRMED", 0.93);
        assertThat(page.locator(".drift-now")).containsText("other-model");
        state("DRIFT_CONFIRMED", 0.8);
        assertThat(page.locator(".drift-now")).containsText("fraud-7");
        page.context().close();
    }

    @Test
    void statementsThatComeFasterThanTheyAreReadAreShown() throws Exception {
        Page page = open("drift");
        assertThat(page.locator(".bar")).containsText("listening");
        page.route("**/drift/status", route -> {
            page.waitForTimeout(200);
            route.resume();
        });
        AtomicBoolean shown = new AtomicBoolean();
        FutureTask<Void> monitors = new FutureTask<>(() -> {
            for (int i = 0; i < 200 && !shown.get(); i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                state("many-models", "NO_DRIFT", 0);
            }
            return null;
        });
        new Thread(monitors).start();
        assertThat(page.locator(".drift-now")).containsText("many-models");
        shown.set(true);
        monitors.get();
        page.unroute("**/drift/status");
        state("DRIFT_CONFIRMED", 0.8);
        page.context().close();
    }

    @Test
    void theConsoleShowsWhatIsSentRawAndWhatItIsAnsweredWith() {
        Page page = open("try");
        button(page, "Connect").click();
        Locator transcript = page.locator(".transcript");
        assertThat(transcript).containsText("hello");
        button(page, "Any text").click();
        page.getByLabel("Text, sent as it is").fill("{\"no json\": 1e400,");
        button(page, "Send").click();
        assertThat(transcript).containsText("INVALID_JSON");
        button(page, "Raw").click();
        assertThat(transcript).containsText("{\"no json\": 1e400,");
        button(page, "Envelope").click();
        page.getByLabel("Payload, a JSON object").fill("[]");
        button(page, "Send").click();
        assertThat(page.locator(".problem")).containsText("must be a JSON object");
        button(page, "Disconnect").click();
        assertThat(transcript).containsText("closed with 1000");
        page.context().close();
    }

    @Test
    void numbersBeyondThoseOfJavaScriptAreShownAsTheyCame() throws Exception {
        String numbers = "\"order\": 12345678901234567890, \"odd\": 9007199254740993, \"price\": 1e400";
        Pattern shown = Pattern.compile("12345678901234567890.*9007199254740993.*1[eE]\\+?400", Pattern.DOTALL);
        Page page = open("live?type=order.large");
        for (int i = 0; i < 2; i++) { // one is read, the other comes live
            api.send("POST", Api.ROOT + "/events", "{\"event_type\": \"order.large\", \"client_id\": \"alice\","
                    + " \"data\": {" + numbers + "}}", "X-Request-ID", "large-42");
            assertThat(page.locator(".row .what")).hasCount(i + 1);
            if (i == 0) {
                page.reload();
            }
        }
        for (Locator row : page.locator(".row .what").all()) {
            assertThat(row).hasText(shown);
        }
        page.locator(".row .what").first().click();
        assertThat(page.locator(".detail pre")).hasText(shown);
        present(page, "live-large-numbers", Browser.Look.LIGHT);

        page = open("request/large-42");
        assertThat(page.locator(".story")).containsText("order.large");
        button(page, "order.large").or(page.locator(".step", new Page.LocatorOptions().setHasText("order.large")))
                .first().click();
        assertThat(page.locator(".step-detail pre")).hasText(shown);
        assertThat(page.locator(".step .summary", new Page.LocatorOptions().setHasText("1234")).first()).hasText(shown);
        present(page, "request-large-numbers", Browser.Look.LIGHT);

        page = open("try");
        button(page, "Connect").click();
        Locator transcript = page.locator(".transcript");
        assertThat(transcript).containsText("hello");
        page.getByLabel("Type").fill("order.large");
        page.getByLabel("Payload, a JSON object").fill("{" + numbers + "}");
        button(page, "Send").click();
        assertThat(transcript.locator(".wire-out pre").last()).hasText(shown);
        assertThat(transcript.locator(".wire-in pre").last()).hasText(shown);
        button(page, "Disconnect").click();
        page.context().close();

        page = open("drift");
        assertThat(page.locator(".bar")).containsText("listening");
        api.send("POST", "/api/v2/drift/status", "{\"status\": \"NO_DRIFT\", \"drift_score\": 0.1000000000000000055511151231257827,"
                + " \"model_name\": \"large\", \"affected_components\": [], \"metrics\": {" + numbers + "}}");
        assertThat(page.locator(".drift-now")).containsText("large");
        assertThat(page.locator(".drift-now")).hasText(shown);
        present(page, "drift-large-numbers", Browser.Look.LIGHT);
        state("DRIFT_CONFIRMED", 0.8);
    }

    @Test
    void aServerThatIsDownIsReportedAndRecovers() {
        Page page = open("overview");
        assertThat(page.locator("main")).containsText("No problem detected");
        page.route("**/api/**", route -> route.abort());
        assertThat(page.locator("main")).containsText("The server can't be reached", patiently());
        assertThat(page.locator(".top-end")).containsText("unreachable");
        Browser.picture(page, "overview-unreachable", Browser.Look.LIGHT);
        page.unroute("**/api/**");
        assertThat(page.locator(".top-end")).containsText("healthy", patiently());
        page.context().close();
        browser.complaints(); // the failed calls
    }

    @Test
    void coloursAreTheReadersChoiceAndRemembered() {
        Page page = open("overview");
        String light = background(page);
        page.getByLabel("Colours: system theme").click();
        page.getByLabel("Colours: light").click();
        String dark = background(page);
        assertThat(dark).isNotEqualTo(light);
        page.reload();
        page.waitForSelector("h1");
        assertThat(background(page)).isEqualTo(dark);
        page.context().close();
    }

    private static String background(Page page) {
        return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "index.html", "dashboard/index.js", "dashboard/index.css", "dashboard/icon.svg",
        "client/wirescope-client.js"})
    void filesAreSentOnceAndGuarded(String path) throws Exception {
        var first = api.exchange("GET", "/" + path);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'").doesNotContain("unsafe");
        assertThat(first.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(first.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
        String etag = first.headers().firstValue("ETag").orElseThrow();
        var again = api.exchange("GET", "/" + path, "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(api.exchange("HEAD", "/" + path).body()).isEmpty();
        assertThat(api.call("POST", "/" + path).status()).isEqualTo(405);
    }

    private static void publish(String type, int number) throws Exception {
        var events = Json.createArrayBuilder();
        for (int i = 0; i < number; i++) {
            events.add(Json.createObjectBuilder().add("event_type", type));
        }
        api.send("POST", Api.ROOT + "/events", events.build().toString());
    }
}
