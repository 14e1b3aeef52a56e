import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Makes the HTML pages that the WAR serves at {@code /docs/}: README.md and the pages of {@code src/site/markdown},
 * the protocol from {@code asyncapi.yaml}, and the frame of the API's page, which is filled in the browser from
 * {@code /openapi}. Run by the build, with the test class path:
 *
 * <pre>java -classpath ... src/site/java/Docs.java PROJECT TARGET</pre>
 *
 * <p>A relative link to a page or a heading that does not exist ends the build.
 */
public final class Docs {

    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder().extensions(EXTENSIONS).build();

    /** The pages in the order of the navigation: file name without ending, and title. */
    private static final List<Map.Entry<String, String>> NAVIGATION = List.of(
            Map.entry("index", "Wirescope"), Map.entry("getting-started", "Getting started"),
            Map.entry("reference", "Reference"), Map.entry("protocol", "WebSocket protocol"),
            Map.entry("api", "HTTP API"), Map.entry("configuration", "Configuration"),
            Map.entry("routes", "Routes"), Map.entry("drift", "Drift"),
            Map.entry("dashboard", "Dashboard"), Map.entry("client", "TypeScript client"),
            Map.entry("migration", "Migration"), Map.entry("servers", "Servers"),
            Map.entry("security", "Security"), Map.entry("going-to-production", "Going to production"),
            Map.entry("tls", "TLS"),
            Map.entry("deployment", "Deployment"), Map.entry("telemetry", "Telemetry"),
            Map.entry("architecture", "Architecture"),
            Map.entry("benchmarks", "Measuring"));

    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
    private static final Pattern HREF = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    private final Path project;
    private final Path target;

    private Docs(Path project, Path target) {
        this.project = project;
        this.target = target;
    }

    public static void main(String[] args) throws IOException {
        new Docs(Path.of(args[0]), Path.of(args[1])).write();
    }

    private void write() throws IOException {
        Files.createDirectories(target);
        page("index", Files.readString(project.resolve("README.md")));
        for (Path markdown : files("src/site/markdown")) {
            page(markdown.getFileName().toString().replace(".md", ""), Files.readString(markdown));
        }
        page("protocol", protocol());
        page("api", "# HTTP API\n\nMade from this server's OpenAPI document, [/openapi](/openapi).\n\n"
                + "<div id=\"api\"></div><script type=\"module\" src=\"api.js\"></script>\n");
        for (Path resource : files("src/site/resources")) {
            Files.write(target.resolve(resource.getFileName()), Files.readAllBytes(resource));
        }
        checkLinks();
    }

    private List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve(folder))) {
            return files.sorted().toList();
        }
    }

    private void page(String name, String markdown) throws IOException {
        Node document = PARSER.parse(markdown);
        document.accept(new Relinking());
        String title = NAVIGATION.stream().filter(page -> page.getKey().equals(name)).map(Map.Entry::getValue)
                .findFirst().orElseThrow(() -> new IllegalStateException(name + ".md is not in the navigation of Docs.java"));
        Files.writeString(target.resolve(name + ".html"), """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s - Wirescope</title>
                <link rel="icon" href="/dashboard/icon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="docs.css">
                </head>
                <body>
                <nav aria-label="Pages"><ul>%s</ul></nav>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(title, navigation(name), RENDERER.render(document)));
    }

    private static String navigation(String current) {
        return NAVIGATION.stream().map(page -> "<li><a href=\"" + page.getKey() + ".html\""
                + (page.getKey().equals(current) ? " aria-current=\"page\"" : "") + ">" + page.getValue() + "</a></li>")
                .collect(Collectors.joining());
    }

    /** Turns links between files of the repository into links between pages. */
    private static final class Relinking extends AbstractVisitor {

        @Override
        public void visit(Link link) {
            link.setDestination(relinked(link.getDestination()));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            image.setDestination(relinked(image.getDestination()));
            visitChildren(image);
        }

        private static String relinked(String destination) {
            if (destination.equals("LICENSE")) {
                return "https://www.apache.org/licenses/LICENSE-2.0";
            }
            return destination.replaceFirst("^(\\.\\./)*README\\.md", "index.html")
                    .replaceFirst("^src/site/(markdown|resources)/", "")
                    .replaceFirst("^([a-z-]+)\\.md(?=#|$)", "$1.html")
                    .replaceFirst("^schemas/", "/schemas/");
        }
    }

    // -------------------------------------------------------------------------------- asyncapi.yaml as Markdown

    private String protocol() throws IOException {
        Map<?, ?> document = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(project.resolve("src/main/webapp/asyncapi.yaml")));
        StringBuilder text = new StringBuilder("# WebSocket protocol\n\nMade from [asyncapi.yaml](/asyncapi.yaml).\n\n")
                .append(at(document, "info", "description")).append("\n");
        Map<?, ?> messages = (Map<?, ?>) at(document, "components", "messages");
        ((Map<?, ?>) document.get("channels")).values().forEach(channel -> channel(text, (Map<?, ?>) channel, messages));
        operations(text, (Map<?, ?>) document.get("operations"), messages);
        table(text, "Refused handshakes", List.of("status", "code", "when"), (List<?>) document.get("x-handshake-refusals"));
        table(text, "Close codes", List.of("code", "name", "when"), (List<?>) document.get("x-close-codes"));
        return text.toString();
    }

    private static void channel(StringBuilder text, Map<?, ?> channel, Map<?, ?> messages) {
        text.append("\n## `").append(channel.get("address")).append("`\n\n").append(channel.get("description")).append('\n');
        if (at(channel, "bindings", "ws", "query", "properties") instanceof Map<?, ?> parameters) {
            text.append("\n| query parameter | meaning | values |\n|---|---|---|\n");
            parameters.forEach((name, schema) -> text.append("| `").append(name).append("` | ")
                    .append(cell(((Map<?, ?>) schema).get("description"))).append(" | ")
                    .append(values((Map<?, ?>) schema)).append(" |\n"));
        }
        text.append("\n| message | what it is |\n|---|---|\n");
        ((Map<?, ?>) channel.get("messages")).values().stream().map(reference -> resolved(reference, messages))
                .forEach(message -> text.append("| `").append(message.get("name")).append("` | ")
                        .append(cell(message.get("title"))).append(summary(message)).append(" |\n"));
    }

    private static String summary(Map<?, ?> object) {
        return object.get("summary") == null ? "" : ". " + cell(object.get("summary"));
    }

    private static String values(Map<?, ?> schema) {
        if (schema.get("enum") instanceof List<?> values) {
            return values.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
        }
        return schema.get("const") == null ? "" : "`" + schema.get("const") + "`";
    }

    private static void operations(StringBuilder text, Map<?, ?> operations, Map<?, ?> messages) {
        text.append("\n## Who sends what\n\n| the gateway | messages | answered by | |\n|---|---|---|---|\n");
        operations.values().stream().map(Map.class::cast).forEach(operation -> text.append("| ")
                .append(operation.get("action").equals("send") ? "sends" : "receives").append(" | ")
                .append(names(operation.get("messages"), messages)).append(" | ")
                .append(names(at(operation, "reply", "messages"), messages)).append(" | ")
                .append(cell(operation.get("summary"))).append(" |\n"));
    }

    private static String names(Object references, Map<?, ?> messages) {
        return references instanceof List<?> list ? list.stream()
                .map(reference -> "`" + resolved(reference, messages).get("name") + "`")
                .collect(Collectors.joining(", ")) : "";
    }

    /** Messages are referred to by a pointer whose last part is their key. */
    private static Map<?, ?> resolved(Object reference, Map<?, ?> messages) {
        String pointer = (String) ((Map<?, ?>) reference).get("$ref");
        return (Map<?, ?>) messages.get(pointer.substring(pointer.lastIndexOf('/') + 1));
    }

    private static void table(StringBuilder text, String title, List<String> columns, List<?> rows) {
        text.append("\n## ").append(title).append("\n\n| ").append(String.join(" | ", columns)).append(" |\n|")
                .append("---|".repeat(columns.size())).append('\n');
        rows.stream().map(Map.class::cast).forEach(row -> text.append(columns.stream()
                .map(column -> cell(row.get(column))).collect(Collectors.joining(" | ", "| ", " |\n"))));
    }

    private static String cell(Object text) {
        return text == null ? "" : String.valueOf(text).strip().replaceAll("\\s+", " ").replace("|", "\\|");
    }

    private static Object at(Map<?, ?> object, String... path) {
        Object found = object;
        for (String name : path) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }

    // ------------------------------------------------------------------------------------------- links

    private void checkLinks() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Map.Entry<String, String> page : NAVIGATION) {
            String html = Files.readString(target.resolve(page.getKey() + ".html"));
            Matcher links = HREF.matcher(html);
            while (links.find()) {
                String link = links.group(1);
                if (!link.matches("[a-z]+:.*|/.*|docs\\.css|api\\.js") && !exists(link, page.getKey())) {
                    broken.add(page.getKey() + ": " + link);
                }
            }
        }
        if (!broken.isEmpty()) {
            throw new IllegalStateException("Links to nowhere: " + broken);
        }
    }

    private boolean exists(String link, String page) throws IOException {
        String[] parts = link.split("#", 2);
        Path file = target.resolve(parts[0].isEmpty() ? page + ".html" : parts[0]);
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1 || ID.matcher(Files.readString(file)).results().map(id -> id.group(1))
                .collect(Collectors.toCollection(TreeSet::new)).contains(parts[1]);
    }
}
