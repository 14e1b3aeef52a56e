package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The machine's own Chromium, and what went wrong in its pages. Never a browser that a tool downloads. */
final class Browser implements AutoCloseable {

    private static final List<String> FLAGS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--enable-precise-memory-info");
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    /** What a page is looked at with. */
    enum Look {
        LIGHT(ColorScheme.LIGHT, 1440, 900), DARK(ColorScheme.DARK, 1440, 900), PHONE(ColorScheme.LIGHT, 360, 740);

        private final ColorScheme colours;
        private final int width;
        private final int height;

        Look(ColorScheme colours, int width, int height) {
            this.colours = colours;
            this.width = width;
            this.height = height;
        }

        private NewContextOptions options() {
            boolean phone = this == PHONE;
            return new NewContextOptions().setColorScheme(colours).setViewportSize(width, height)
                    .setDeviceScaleFactor(phone ? 2 : 1).setHasTouch(phone).setIsMobile(phone)
                    .setPermissions(List.of("clipboard-read", "clipboard-write"));
        }
    }

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final URI server;
    private final Map<String, String> headers;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(URI server, Map<String, String> headers) {
        this.server = server;
        this.headers = headers;
        this.playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.chromium = playwright.chromium().launch(new BrowserType.LaunchOptions().setHeadless(true).setArgs(FLAGS)
                .setExecutablePath(Path.of(System.getProperty("wirescope.browser"))));
    }

    /** Starts it for the pages of one server. */
    static Browser start(URI server) {
        return start(server, Map.of());
    }

    /** Starts it for the pages of one server, with headers that all of its requests have. */
    static Browser start(URI server, Map<String, String> headers) {
        return new Browser(server, headers);
    }

    /** Opens a view, such as {@code live?q=x}, in a window of its own. */
    Page open(Look look, String view) {
        BrowserContext context = chromium.newContext(look.options().setExtraHTTPHeaders(headers));
        context.setDefaultTimeout(30_000);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (Set.of("error", "warning").contains(message.type())) { // a violated policy is an error, too
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("thrown: " + error));
        page.onRequest(request -> {
            if (!request.url().startsWith(server.toString())) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
        page.navigate(server + "#/" + view);
        page.waitForSelector("h1");
        return page;
    }

    /** {@return what the consoles said since the last call} */
    List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /** Keeps a picture of a page. */
    static void picture(Page page, String name, Look look) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(
                System.getProperty("wirescope.browser.screenshots"),
                name + "-" + look.name().toLowerCase(java.util.Locale.ROOT) + ".png")));
    }

    /** Holds a page to the rules of accessibility that axe can check. */
    static void assertAccessible(Page page) {
        List<String> serious = new AxeBuilder(page).analyze().getViolations().stream()
                .filter(rule -> SERIOUS.contains(rule.getImpact())).map(Browser::told).toList();
        assertThat(serious).isEmpty();
    }

    private static String told(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes().stream()
                .map(node -> node.getHtml() + " " + node.getFailureSummary()).toList();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
