package io.wirescope.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The search over hours, from the histogram to a story; and a capture, from a connection to its payloads. */
class DashboardSearchIT {

    private static final int EVENTS = 240;
    private static final String TOKEN = "keeper-token";
    private static final Map<String, String> BEARER = Map.of("Authorization", "Bearer " + TOKEN);

    private static ServerProcess server;
    private static Browser browser;

    private Page page;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(Map.of("WIRESCOPE_EVENTS_BUFFER_SIZE", "20000", "WIRESCOPE_CAPTURE_ENABLED", "true",
                "WIRESCOPE_SECURITY_MODE", "token", "WIRESCOPE_SECURITY_TOKENS",
                "keeper:capture+operator+publisher+client:" + sha256(TOKEN)));
        server.awaitReady();
        seed();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        browser = Browser.start(server.address(), BEARER);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    // One event a minute for the last four hours, and a burst in one minute of them.
    private static void seed() throws Exception {
        Instant now = Instant.now();
        JsonArrayBuilder events = Json.createArrayBuilder();
        for (int i = 1; i <= EVENTS; i++) {
            events.add(Json.createObjectBuilder().add("event_type", "cache.rebuild").add("client_id", "yesterday")
                    .add("request_id", "story-" + i).add("timestamp", now.minus(Duration.ofMinutes(i)).toString())
                    .add("data", Json.createObjectBuilder().add("cache", i == 100 ? "needle" : "hay")));
        }
        assertThat(new Api(server.address()).send("POST", Api.ROOT + "/events", events.build().toString(), "Authorization",
                BEARER.get("Authorization")).status()).isEqualTo(202);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void open(Browser.Look look, String view) {
        page = browser.open(look, view);
    }

    @AfterEach
    void nothingWasComplainedOf() {
        page.context().close(); // or it goes on asking
        assertThat(browser.complaints()).isEmpty();
    }

    private static Locator found(Page page) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Events found")).locator("tbody tr");
    }

    private static Locator bars(Page page) {
        return page.locator(".bars");
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void aTextIsFoundAndItsStoryOpens(Browser.Look look) {
        open(look, "search?client=yesterday&last=21600");
        assertThat(found(page)).hasCount(100);
        assertThat(page.getByText("100 of 240 shown")).isVisible();
        assertThat(page.getByText("this server has no archive")).isVisible();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show 100 more")).click();
        assertThat(found(page)).hasCount(200);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).isLessThanOrEqualTo(0);
        Browser.assertAccessible(page);
        Browser.picture(page, "search", look);

        page.getByLabel("Text").fill("NEEDLE");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Search").setExact(true)).click();
        assertThat(found(page)).hasCount(1);
        found(page).first().getByRole(AriaRole.LINK).click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("story-100"))).isVisible();
    }

    @Test
    void theHistogramZoomsByDraggingAndByKeys() {
        open(Browser.Look.values()[0], "search?client=yesterday&last=21600");
        assertThat(found(page)).hasCount(100);
        bars(page).scrollIntoViewIfNeeded();
        BoundingBox box = bars(page).boundingBox();
        page.mouse().move(box.x + box.width * 0.5, box.y + 20);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.7, box.y + 20);
        page.mouse().move(box.x + box.width * 0.9, box.y + 20);
        page.mouse().up();
        page.waitForURL(url -> url.contains("since="));
        assertThat(page.getByText("100 of 240 shown")).not().isVisible();
        assertThat(found(page).first()).isVisible();

        bars(page).focus();
        String zoomedOnce = page.url();
        page.keyboard().press("Home");
        page.keyboard().press("Shift+ArrowRight");
        page.keyboard().press("Enter");
        page.waitForURL(url -> !url.equals(zoomedOnce));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Zoom out")).click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Search"))).isVisible();
    }

    @Test
    void allThatIsFoundIsExported() throws Exception {
        open(Browser.Look.values()[0], "search?client=yesterday&last=21600");
        assertThat(found(page)).hasCount(100);
        // A download bears the cookie of somebody who has logged in, and none of the headers that this browser adds.
        page.evaluate("async () => (await fetch('api/v2/session', {method: 'POST'})).status");
        Download download = page.waitForDownload(() ->
                page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Export all")).click());
        assertThat(Files.readAllLines(download.path())).hasSize(EVENTS).allMatch(line -> line.contains("yesterday"));
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void aCaptureOfAConnectionShowsItsPayloads(Browser.Look look) throws Exception {
        String story = "captured-" + look;
        try (Client client = Client.enveloped(server.address(), "keeper", BEARER)) {
            open(look, "connections");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Capture payloads of keeper")).click();
            page.getByLabel("Reason").fill("a test of " + look);
            page.getByLabel("Redact also").fill("/payload/card");
            Browser.assertAccessible(page);
            Browser.picture(page, "capture-dialog", look);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start the capture")).click();
            assertThat(page.getByText("Nothing was captured yet")).isVisible();

            client.send(Messages.envelope("order").add("request_id", story).add("payload", Json.createObjectBuilder()
                    .add("password", "HUNTER2").add("card", "4711").add("item", "lamp")).build().toString());
            client.json("echo");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Read 2 payloads")).click();
            Locator payloads = page.locator(".payload");
            assertThat(payloads).hasCount(2);
            assertThat(payloads.first()).containsText("from the client");
            assertThat(payloads.first()).containsText("lamp");
            assertThat(payloads.first()).containsText("2 values redacted");
            assertThat(payloads.first().locator("mark")).hasCount(2);
            assertThat(payloads.last()).containsText("to the client");
            assertThat(page.content()).doesNotContain("HUNTER2", "4711");
            payloads.first().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("raw")).click();
            assertThat(payloads.first().locator("pre")).containsText("\"item\":\"lamp\"");
            Browser.assertAccessible(page);
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).isLessThanOrEqualTo(0);
            Browser.picture(page, "capture", look);
            String capture = page.url();

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(story)).first().click();
            page.locator("button.step", new Page.LocatorOptions().setHasText("← order")).click();
            assertThat(page.locator(".step-detail .payload")).containsText("lamp");
            Browser.assertAccessible(page);

            page.navigate(capture);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop")).click();
            assertThat(page.getByText("ended: stopped")).isVisible();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Delete").setExact(true)).click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Delete the capture")).click();
            assertThat(page.getByText("No captures")).isVisible();
        }
    }
}
