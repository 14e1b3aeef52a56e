package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import io.wirescope.internal.cluster.redis.RedisServer;
import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's Prometheus, with the shipped configuration and rules, beside a server that has seen some traffic. */
@Tag("deploy")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusIT {

    private static final Path SHIPPED = Path.of("deploy/prometheus");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern MEANT_SO = Pattern.compile("wirescope_(message_handling|upstream_duration|lanes_wait)"
            + "_microseconds_total use base unit .*|wirescope_(message_handling|upstream_duration)_bucket_total non-histogram metrics should not have \"le\" label");

    private static RedisServer redis;
    private static HttpUpstreamServer application;
    private static ServerProcess server;
    private static Client client;
    private static PrometheusProcess prometheus;

    @BeforeAll
    static void start() throws Exception {
        // the client answers no heartbeat
        redis = RedisServer.start(); // there are metrics of a cluster and of an archive only where there is one
        application = new HttpUpstreamServer();
        server = ServerProcess.start(Map.of("WIRESCOPE_HEARTBEAT_MISSED_INTERVALS", "100",
                "WIRESCOPE_ROUTES_APP_TYPES", "app.*", "WIRESCOPE_ROUTES_APP_URL", application.url("/"),
                "WIRESCOPE_ARCHIVE_DIRECTORY", Files.createTempDirectory("wirescope-archive").toString(),
                "WIRESCOPE_CLUSTER_ENGINE", "redis",
                "WIRESCOPE_CLUSTER_REDIS_URL", "redis://127.0.0.1:" + redis.port()));
        server.awaitReady();
        client = traffic(server.address());
        prometheus = PrometheusProcess.start(configuration());
        for (var recorded : Monitored.rules(Monitored.RULES)) { // rates come with the second scrape
            Api.await(PATIENCE, () -> prometheus.series(Yaml.text(recorded, "record")), series -> !series.isEmpty());
        }
        Api.await(PATIENCE, () -> prometheus.rules(), rules -> rules.stream()
                .noneMatch(rule -> rule.getString("health").equals("unknown")));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable started : Arrays.asList(client, prometheus, server, application, redis)) {
            if (started != null) {
                started.close();
            }
        }
    }

    /** {@return a client that stays connected, after all kinds of traffic} */
    private static Client traffic(URI address) throws Exception {
        Client stays = Client.enveloped(address, "monitored");
        stays.ask(Messages.PING);
        stays.ask("{\"type\":\"ping\"}");
        assertThat(stays.ask(Messages.envelope("app.x").build().toString()).getString("type")).isEqualTo("app.x.result");
        try (Client raw = Client.connect(address, "/ws/legacy/monitored")) {
            raw.send("hello");
            raw.text();
        }
        Answer sent = new Api(address).send("POST", "/api/v2/channels/broadcast/messages",
                "{\"type\":\"notice\",\"payload\":{}}");
        assertThat(sent.status()).as(sent.body().toString()).isEqualTo(200);
        return stays;
    }

    /** {@return the shipped configuration, for this server and a hurry} */
    private static String configuration() throws Exception {
        String shipped = Files.readString(SHIPPED.resolve("prometheus.yml"));
        assertThat(shipped).contains("\"wirescope:8080\"", "scrape_interval: 15s", "evaluation_interval: 15s");
        return Tokens.without(shipped).replace("wirescope:8080", authority()).replace("15s", "1s");
    }

    private static String authority() {
        return server.address().getAuthority();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check rules rules.yml alerts.yml", "check config prometheus.yml",
        "test rules rules.test.yml"})
    void promtoolAccepts(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        for (String argument : arguments.split(" ")) {
            command.add(argument.endsWith(".yml") ? SHIPPED.resolve(argument).toString() : argument);
        }
        if (arguments.startsWith("check config")) { // whose files have to exist
            command.add("--syntax-only");
        }
        assertThat(Command.run(command.toArray(String[]::new))).contains("SUCCESS").doesNotContain("FAILED");
    }

    @Test
    void everyAlertHasACaseWhereItFiresAndOneWhereItDoesNot() throws Exception {
        Set<String> fires = new TreeSet<>();
        Set<String> doesNot = new TreeSet<>();
        for (var test : Yaml.objects(Yaml.object(SHIPPED.resolve("rules.test.yml")), "tests")) {
            JsonElement cases = test.get("alert_rule_test");
            if (cases != null) {
                cases.getAsJsonArray().forEach(one -> (Yaml.objects(one, "exp_alerts").isEmpty() ? doesNot : fires)
                        .add(Yaml.text(one, "alertname")));
            }
        }
        Set<String> alerts = Monitored.rules(Monitored.ALERTS).stream().map(rule -> Yaml.text(rule, "alert"))
                .collect(Collectors.toSet());
        assertThat(fires).isEqualTo(alerts);
        assertThat(doesNot).isEqualTo(alerts);
    }

    /** Times are in microseconds, and counters with a histogram's label, on purpose: Payara's are wrong. */
    @Test
    void promtoolHasNothingToSayAboutOurMetricsButTheFormOfHandlingTimes() throws Exception {
        Path text = Files.createTempFile("wirescope", ".metrics");
        try {
            Files.writeString(text, Scrape.of(server.address()).text());
            Command check = Command.of(new ProcessBuilder("promtool", "check", "metrics").redirectInput(text.toFile()));
            assertThat(check.output().lines()).isNotEmpty().allMatch(finding -> MEANT_SO.matcher(finding).matches());
        } finally {
            Files.delete(text);
        }
    }

    @Test
    void theServerIsATargetThatIsUp() throws Exception {
        assertThat(prometheus.targets()).singleElement().satisfies(target -> {
            assertThat(target.getString("health")).as(target.toString()).isEqualTo("up");
            assertThat(target.getString("scrapeUrl")).isEqualTo(server.address().resolve("/metrics").toString());
            assertThat(target.getJsonObject("labels").getString("job")).isEqualTo("wirescope");
        });
        assertThat(prometheus.query("sum(wirescope_connections)")).singleElement()
                .satisfies(sum -> assertThat(sum.getJsonArray("value").getString(1)).isEqualTo("1"));
    }

    @Test
    void everyRuleIsLoadedAndEvaluates() throws Exception {
        List<JsonObject> loaded = prometheus.rules();
        assertThat(loaded).hasSize((int) Monitored.ruleExpressions().count())
                .allSatisfy(rule -> assertThat(rule.getString("health")).as(rule.toString()).isEqualTo("ok"));
        assertThat(loaded.stream().filter(rule -> rule.getString("type").equals("alerting"))
                .filter(rule -> !rule.getString("state").equals("inactive"))).isEmpty();
    }

    static List<String> expressions() throws Exception {
        return Monitored.expressions().toList();
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void everyQueryNamesSeriesThatThereAreAndIsAccepted(String expression) throws Exception {
        PromQl asked = PromQl.of(expression);
        assertThat(asked.selectors()).isNotEmpty();
        Scrape scrape = Scrape.ofAllScopes(server.address());
        Set<String> labels = new HashSet<>();
        for (String selector : asked.selectors()) {
            assertThat(scrape.names().contains(PromQl.name(selector)) || isMadeByPrometheus(selector))
                    .as("a metric of /metrics, or a recorded one: %s", selector).isTrue();
            List<JsonObject> series = prometheus.series(selector);
            assertThat(series).as("series of %s", selector).isNotEmpty();
            series.forEach(one -> labels.addAll(one.keySet()));
        }
        assertThat(labels).containsAll(asked.labels());
        prometheus.query(expression);
    }

    private static boolean isMadeByPrometheus(String selector) throws Exception {
        String name = PromQl.name(selector);
        return name.equals("up") || Monitored.rules(Monitored.RULES).stream()
                .anyMatch(rule -> Yaml.text(rule, "record").equals(name));
    }

    @ParameterizedTest
    @CsvSource({"wirescope_conections", "'wirescope_connections{role=\"nobody\"}'"})
    void aNameThatIsWrongWouldBeSeen(String selector) throws Exception {
        assertThat(prometheus.series(selector)).isEmpty();
    }

    @Test
    void theDashboardsVariableAndItsAlertsExist() throws Exception {
        assertThat(prometheus.series("up{job=\"wirescope\"}")).isNotEmpty();
        assertThat(Monitored.rules(Monitored.ALERTS)).allSatisfy(rule ->
                assertThat(Yaml.text(rule, "alert")).startsWith("Wirescope"));
    }

    /** Debian builds Prometheus without the discovery of pods; what it would find is put in its place. */
    @Test
    void podsAreFoundByTheirAnnotationsAndTheAdapterFindsTheirConnections() throws Exception {
        try (PrometheusProcess inCluster = PrometheusProcess.start(Pods.scrapedAs(server.address()))) {
            JsonObject target = Api.await(PATIENCE, () -> inCluster.targets(), targets -> targets.size() == 1
                    && targets.get(0).getString("health").equals("up")).get(0);
            assertThat(target.getJsonObject("labels").getString("namespace")).isEqualTo("live");
            assertThat(target.getJsonObject("labels").getString("pod")).isEqualTo("wirescope-1");

            var rule = Yaml.objects(Yaml.object(SHIPPED.resolve("adapter-rules.yml")), "rules").get(0);
            assertThat(inCluster.series(Yaml.text(rule, "seriesQuery"))).isNotEmpty();
            String query = Yaml.text(rule, "metricsQuery").replace("<<.GroupBy>>", "pod")
                    .replace("<<.Series>>", "wirescope_connections")
                    .replace("<<.LabelMatchers>>", "namespace=\"live\",pod=~\"wirescope-1|wirescope-2\"");
            assertThat(inCluster.query(query)).singleElement().satisfies(pod -> {
                assertThat(pod.getJsonObject("metric").getString("pod")).isEqualTo("wirescope-1");
                assertThat(pod.getJsonArray("value").getString(1)).isEqualTo("1");
            });
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aDrainReachesTheAlert() throws Exception {
        assertThat(new Api(server.address()).call("POST", Api.ROOT + "/drain").status()).isEqualTo(202);
        Api.await(PATIENCE, () -> prometheus.rules(), rules -> rules.stream()
                .anyMatch(rule -> rule.getString("name").equals("WirescopeNotReady")
                        && rule.getString("state").equals("pending")));
    }
}
