package io.wirescope.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import io.wirescope.internal.security.TestIssuer;
import io.wirescope.internal.security.TestLogins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People log in to the dashboard: at an issuer of the test's own, or with a token. */
class DashboardLoginIT {

    private static TestIssuer issuer;
    private static TestLogins logins;
    private static Path secret;
    private static ServerProcess server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        issuer = TestIssuer.start();
        logins = TestLogins.at(issuer);
        secret = Files.writeString(Files.createTempFile("wirescope-it", ".secret"), TestLogins.SECRET);
        server = ServerProcess.start(Map.of(
                "WIRESCOPE_SECURITY_MODE", "token",
                "WIRESCOPE_SECURITY_ISSUERS", issuer.address(),
                "WIRESCOPE_SECURITY_AUDIENCE", TestIssuer.AUDIENCE,
                "WIRESCOPE_SECURITY_LOGIN_CLIENT_ID", TestLogins.CLIENT,
                "WIRESCOPE_SECURITY_LOGIN_CLIENT_SECRET_FILE", secret.toString()));
        server.awaitReady();
        browser = Browser.start(server.address());
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
        issuer.close();
        Files.deleteIfExists(secret);
    }

    // A browser reports each 401, and the login is at the issuer's.
    @AfterEach
    void nothingElseWasComplainedOf() {
        assertThat(browser.complaints()).allMatch(each -> each.contains("401") || each.contains(issuer.address())
                || each.contains("WebSocket"));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void logInAtTheIssuer(Page page) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Log in with your organization")).click();
        assertThat(button(page, "Log out")).isVisible();
    }

    @Test
    void atTheIssuerAndOutAgain() {
        logins.roles("client", "observer", "operator");
        Page page = browser.open(Browser.Look.LIGHT, "connections");
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Log in");
        Browser.picture(page, "login", Browser.Look.LIGHT);
        Browser.assertAccessible(page);

        logInAtTheIssuer(page);
        assertThat(page).hasURL(server.address() + "#/connections");
        assertThat(page.locator(".who")).containsText("alice");
        List<Cookie> cookies = page.context().cookies(server.address().toString());
        assertThat(cookies).anySatisfy(cookie -> {
            assertThat(cookie.name).isEqualTo("wirescope-session");
            assertThat(cookie.httpOnly).isTrue();
        });
        assertThat(page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])").toString())
                .doesNotContain("eyJ").doesNotContain("wirescope-session");

        page.navigate(server.address() + "#/live");
        assertThat(page.locator("main .status-good").first()).containsText("live");
        page.navigate(server.address() + "#/security");
        assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Security events"))
                .locator("tbody tr", new Locator.LocatorOptions().setHasText("alice")).first()).isVisible();
        Browser.picture(page, "security", Browser.Look.LIGHT);
        Browser.assertAccessible(page);

        button(page, "Log out").click();
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Log in");
        page.reload();
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Log in");
        page.context().close();
    }

    @Test
    void withATokenAndOnlyTheButtonsOfItsRoles() throws Exception {
        try (Client client = Client.enveloped(server.address(), "bob", Map.of("Authorization",
                "Bearer " + issuer.token("bob", "client")))) {
            Page page = browser.open(Browser.Look.LIGHT, "connections");
            page.getByLabel("Or paste a token").fill("nonsense");
            button(page, "Log in with the token").click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("token");

            page.getByLabel("Or paste a token").fill(issuer.token("olga", "observer", "client"));
            button(page, "Log in with the token").click();
            assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("bob"))).isVisible();
            assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Close the connection of bob")))
                    .hasCount(0);
            page.context().close();
            assertThat(client.isClosed()).isFalse();
        }
    }

    @Test
    void aLoginThatCameToNothingSaysWhy() {
        logins.lie(claims -> claims.claim("nonce", "foreign"));
        try {
            Page page = browser.open(Browser.Look.PHONE, "overview");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Log in with your organization")).click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("not good for this server");
            assertThat(page).hasURL(server.address().toString());
            page.context().close();
        } finally {
            logins.lie(claims -> claims);
        }
    }
}
