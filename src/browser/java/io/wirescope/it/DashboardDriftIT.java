package io.wirescope.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the dashboard shows of models that the server watches: one that drifts, and one whose reference is being learned. */
class DashboardDriftIT {

    private static final int BATCH = 250;
    private static final Random RANDOM = new Random(4);

    private static ServerProcess server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(Map.of("WIRESCOPE_DRIFT_DETECTOR", "on", "WIRESCOPE_DRIFT_REFERENCE_EVENTS", "1000",
                "WIRESCOPE_EVENTS_BUFFER_SIZE", "100000"));
        server.awaitReady();
        seed(server.address());
        browser = Browser.start(server.address());
    }

    private static void seed(URI address) throws Exception {
        publish(address, "fraud", 1_500, 0);
        publish(address, "fraud", 500, 0.4);
        publish(address, "fraud", 1_000, 0.8);
        publish(address, "fraud", 250, 0.8);
        publish(address, "churn", 250, 0);
        Api api = new Api(address);
        Api.await(Duration.ofSeconds(60), () -> api.get("/api/v2/drift/models"),
                answer -> answer.data().getJsonNumber("events_counted").intValue() == 3_500);
    }

    private static void publish(URI address, String model, int events, double shift) throws Exception {
        for (int sent = 0; sent < events; sent += BATCH) {
            JsonArrayBuilder batch = Json.createArrayBuilder();
            for (int i = 0; i < BATCH; i++) {
                batch.add(Json.createObjectBuilder().add("event_type", "inference.audit").add("data", data(model, shift)));
            }
            assertThat(new Producer(address).post("application/json", batch.build().toString()).status()).isEqualTo(202);
        }
    }

    private static JsonObject data(String model, double shift) {
        return Json.createObjectBuilder().add("model", model).add("model_version", "7")
                .add("features", Json.createObjectBuilder()
                        .add("customer_age", 40 + 9 * (RANDOM.nextGaussian() + shift))
                        .add("amount", Math.exp(RANDOM.nextGaussian() + 3))
                        .add("country", List.of("DE", "DE", "FR", "IT", "PL").get(RANDOM.nextInt(5)))
                        .add("items", RANDOM.nextInt(6))
                        .add("returning", RANDOM.nextInt(4) > 0))
                .add("prediction", RANDOM.nextInt(10) == 0).add("score", RANDOM.nextDouble()).build();
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

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static Locator row(Page page, String text) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Models").setExact(true))
                .locator("tbody tr", new Locator.LocatorOptions().setHasText(text));
    }

    @ParameterizedTest
    @EnumSource(Browser.Look.class)
    void theModelThatDriftsAndWhichFeatureItIs(Browser.Look look) {
        Page page = browser.open(look, "drift");
        assertThat(row(page, "fraud")).containsText("drift confirmed");
        assertThat(row(page, "fraud")).containsText("customer_age");
        assertThat(row(page, "fraud")).containsText("in 250 events");
        assertThat(row(page, "churn")).containsText("learning");
        assertThat(page.locator(".drift-now").first()).containsText("“customer_age” was not as in the reference");
        Locator features = page.locator(".multiple");
        assertThat(features).hasCount(7);
        assertThat(features.first()).containsText("customer_age");
        assertThat(features.first()).containsText("drifted");
        assertThat(features.first().locator("rect.current")).hasCount(10);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth")).isLessThanOrEqualTo(0);
        Browser.picture(page, "drift-models", look);
        Browser.assertAccessible(page);
        page.context().close();
    }

    @Test
    void aModelIsChosen() {
        Page page = browser.open(Browser.Look.LIGHT, "drift");
        row(page, "churn").locator("a").click();
        assertThat(page.locator(".drift-now").first()).containsText("Learning what is normal: 250 of 1,000 events so far.");
        assertThat(page.locator(".multiple")).hasCount(0);
        assertThat(page.locator(".drift-now").first()).containsText("Next verdict in 1,250 events");
        page.context().close();
    }
}
