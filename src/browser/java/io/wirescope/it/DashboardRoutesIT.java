package io.wirescope.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the dashboard shows of applications behind the gateway: one that answers, and one that is down. */
class DashboardRoutesIT {

    /** What the breaker of the route to nowhere has seen when it opens; the rest is rejected. */
    private static final int BREAKER_CALLS = 10;

    private static ExampleUpstream application;
    private static ServerProcess server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        application = ExampleUpstream.java("");
        server = ServerProcess.start(Map.of(
                "WIRESCOPE_ROUTES_ORDERS_TYPES", "order.*",
                "WIRESCOPE_ROUTES_ORDERS_URL", application.address().toString(),
                "WIRESCOPE_ROUTES_STOCK_TYPES", "stock.*,item.*",
                "WIRESCOPE_ROUTES_STOCK_URL", "http://127.0.0.1:" + ServerProcess.freePort() + "/",
                "WIRESCOPE_ROUTES_STOCK_BREAKER_CALLS", Integer.toString(BREAKER_CALLS),
                "WIRESCOPE_ROUTES_STOCK_BREAKER_DELAY", "PT30M"));
        server.awaitReady();
        seed(server.address());
        browser = Browser.start(server.address());
    }

    private static void seed(URI address) throws Exception {
        try (Client client = Client.enveloped(address, "till-17")) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(client, "order.create", 2, "order-" + i)).isEqualTo("order.create.result");
            }
            assertThat(ask(client, "order.create", 0, "too-few")).isEqualTo("error");
            for (int i = 0; i < BREAKER_CALLS + 1; i++) {
                assertThat(ask(client, "stock.count", 1, "stock-" + i)).isEqualTo("error");
            }
        }
    }

    private static String ask(Client client, String type, int quantity, String requestId) throws Exception {
        JsonObject payload = Json.createObjectBuilder().add("quantity", quantity).build();
        return client.ask(Messages.envelope(type).add("payload", payload).add("request_id", requestId).build().toString())
                .getString("type");
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
        if (application != null) {
            application.close();
        }
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static Locator row(Page page, String region, String text) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(region).setExact(true))
                .locator("tbody tr", new Locator.LocatorOptions().setHasText(text));
    }

    private static void present(Page page, String name, Browser.Look look) {
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth")).isLessThanOrEqualTo(0);
        Browser.picture(page, name, look);
        Browser.assertAccessible(page);
        page.context().close();
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void routes(Browser.Look look) {
        Page page = browser.open(look, "routes");
        Locator orders = row(page, "Upstreams", "order.*");
        assertThat(orders).containsText(application.address().getAuthority());
        assertThat(orders).containsText("21 calls in all");
        assertThat(orders).containsText("1 refused in all");
        assertThat(orders).containsText("closed");
        assertThat(orders.locator("td").nth(3)).containsText("ms"); // p50
        Locator stock = row(page, "Upstreams", "stock.*");
        assertThat(stock).containsText("item.*");
        assertThat(stock).containsText("100 %");
        assertThat(stock).containsText("open, next try in");
        assertThat(row(page, "Last failures", "stock-" + BREAKER_CALLS)).containsText("rejected");
        assertThat(row(page, "Last failures", "stock-0")).containsText("failed");
        present(page, "routes", look);
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void theStoryOfAnOrderHasTheCallBetweenTheMessageAndItsAnswer(Browser.Look look) {
        Page page = browser.open(look, "request/order-0");
        Locator steps = page.locator(".step");
        assertThat(steps).hasCount(3);
        assertThat(steps.nth(1)).containsText("orders ⇄ order.create → answered 200");
        assertThat(steps.nth(1)).containsText("took");
        List<BoundingBox> marks = page.locator(".mark:not(.is-waiting)").all().stream().map(Locator::boundingBox).toList();
        assertThat(marks).hasSize(3);
        BoundingBox call = marks.get(1);
        assertThat(middle(marks.get(0))).isLessThanOrEqualTo(call.x + 1);
        assertThat(middle(marks.get(2))).isGreaterThanOrEqualTo(call.x + call.width - 1);
        assertThat(page.locator(".tone-failed")).hasCount(0);
        present(page, "request-upstream", look);
    }

    private static double middle(BoundingBox box) {
        return box.x + box.width / 2;
    }

    @Test
    void aFailureLeadsToItsStory() {
        Page page = browser.open(Browser.Look.LIGHT, "routes");
        row(page, "Upstreams", "order.*").locator("a").click();
        assertThat(page.locator("main")).containsText("Last failures of orders");
        assertThat(row(page, "Last failures", "stock")).hasCount(0);
        row(page, "Last failures", "too-few").locator("a").click();
        assertThat(page.locator("h2")).hasText("too-few");
        assertThat(page.locator(".story")).containsText("refused 422");
        assertThat(page.locator(".mark.tone-failed")).hasCount(1);
        page.context().close();
    }
}
