package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code compose.yaml}, the Dockerfiles that it builds, and what it hands to Prometheus and Grafana. */
@Tag("deploy")
class ComposeIT {

    private static final Path COMPOSE = Path.of("deploy/compose.yaml");
    private static final String TOKENS = "WIRESCOPE_SECURITY_TOKENS";
    private static final Path PROVISIONING = Path.of("deploy/grafana/provisioning");

    private static JsonObject service(String name) throws Exception {
        return Yaml.at(Yaml.object(COMPOSE), "services", name).getAsJsonObject();
    }

    @ParameterizedTest
    @ValueSource(strings = {"payara-micro", "wildfly", "liberty"})
    void composeAcceptsIt(String server) throws Exception {
        ProcessBuilder config = new ProcessBuilder("docker-compose", "-f", COMPOSE.toString(), "config");
        config.environment().put("WIRESCOPE_SERVER", server);
        config.environment().put(TOKENS, "some");
        Command resolved = Command.of(config);
        assertThat(resolved.status()).as(resolved.output()).isZero();
        JsonObject wirescope = Yaml.at(Yaml.object(resolved.output()), "services", "wirescope").getAsJsonObject();
        assertThat(Path.of(Yaml.text(wirescope, "build", "context"))).isEqualTo(Path.of("").toAbsolutePath());
        assertThat(Path.of(Yaml.text(wirescope, "build", "dockerfile"))).isRegularFile();
        assertThat(Yaml.text(wirescope, "image")).isEqualTo("wirescope:" + server);
    }

    @Test
    void everythingIsOnLoopbackAndEveryImageHasAVersion() throws Exception {
        for (String name : List.of("wirescope", "prometheus", "grafana")) {
            JsonObject service = service(name);
            assertThat(Yaml.texts(service, "ports")).allMatch(port -> port.startsWith("127.0.0.1:"));
            assertThat(Yaml.text(service, "image")).matches(".+:(v?\\d+\\.\\d+\\.\\d+|\\$\\{WIRESCOPE_SERVER:-.*})");
        }
    }

    @Test
    void mountedFilesExist() throws Exception {
        Set<String> volumes = Yaml.at(Yaml.object(COMPOSE), "volumes").getAsJsonObject().keySet();
        for (String name : List.of("prometheus", "grafana")) {
            for (String mount : Yaml.texts(service(name), "volumes")) {
                String source = mount.split(":")[0];
                assertThat(volumes.contains(source) || Files.isDirectory(COMPOSE.resolveSibling(source)))
                        .as(mount).isTrue();
            }
        }
    }

    @Test
    void theCollectorIsFoundByTheServerAndFindsJaeger() throws Exception {
        Path telemetry = COMPOSE.resolveSibling("compose.telemetry.yaml");
        ProcessBuilder config = new ProcessBuilder("docker-compose", "-f", COMPOSE.toString(), "-f", telemetry.toString(), "config");
        config.environment().put(TOKENS, "some");
        Command resolved = Command.of(config);
        assertThat(resolved.status()).as(resolved.output()).isZero();
        JsonObject services = Yaml.at(Yaml.object(resolved.output()), "services").getAsJsonObject();
        assertThat(services.keySet()).contains("wirescope", "prometheus", "grafana", "collector", "jaeger");
        assertThat(Yaml.text(services, "wirescope", "environment", "WIRESCOPE_DRAIN_WINDOW")).isNotEmpty();
        assertThat(Yaml.text(services, "wirescope", "environment", "WIRESCOPE_TRACE_LINK")).contains("{trace_id}");

        JsonObject collector = Yaml.object(COMPOSE.resolveSibling("otel/collector.yaml"));
        assertThat(Yaml.text(services, "wirescope", "environment", "OTEL_EXPORTER_OTLP_ENDPOINT")).isEqualTo("http://collector:"
                + Yaml.text(collector, "receivers", "otlp", "protocols", "http", "endpoint").split(":")[1]);
        assertThat(Yaml.text(collector, "exporters", "otlp/jaeger", "endpoint")).isEqualTo("jaeger:4317");
        assertThat(Yaml.texts(Yaml.at(collector, "service", "pipelines", "traces").getAsJsonObject(), "exporters"))
                .containsExactly("otlp/jaeger");
        assertThat(Yaml.texts(Yaml.at(Yaml.object(telemetry), "services", "jaeger").getAsJsonObject(), "ports"))
                .allMatch(port -> port.startsWith("127.0.0.1:"));
        for (String name : List.of("collector", "jaeger")) {
            assertThat(Yaml.text(services, name, "image")).matches(".+:\\d+\\.\\d+\\.\\d+");
        }
    }

    @Test
    void twoServersShareAnEngineBehindAProxyThatKnowsBoth() throws Exception {
        Path cluster = COMPOSE.resolveSibling("compose.cluster.yaml");
        ProcessBuilder config = new ProcessBuilder("docker-compose", "-f", cluster.toString(), "config");
        config.environment().put("WIRESCOPE_REDIS_PASSWORD", "secret");
        config.environment().put("WIRESCOPE_SECURITY_TOKENS", "drain:operator:" + "0".repeat(64));
        Command resolved = Command.of(config);
        assertThat(resolved.status()).as(resolved.output()).isZero();
        JsonObject services = Yaml.at(Yaml.object(resolved.output()), "services").getAsJsonObject();
        assertThat(services.keySet()).containsExactlyInAnyOrder("wirescope-1", "wirescope-2", "redis", "proxy");
        String proxy = Files.readString(COMPOSE.resolveSibling("nginx/nginx.conf"));
        for (String name : List.of("wirescope-1", "wirescope-2")) {
            JsonObject environment = Yaml.at(services, name, "environment").getAsJsonObject();
            assertThat(environment.keySet()).isSubsetOf(KubernetesIT.settings());
            assertThat(Yaml.text(environment, "WIRESCOPE_CLUSTER_REDIS_URL")).isEqualTo("redis://redis:6379");
            assertThat(Yaml.text(environment, "WIRESCOPE_CLUSTER_REDIS_PASSWORD")).isEqualTo("secret");
            assertThat(proxy).contains("server " + name + ":8080 ");
        }
        assertThat(Yaml.texts(Yaml.at(services, "redis").getAsJsonObject(), "command")).contains("noeviction", "secret");
        assertThat(Yaml.at(services, "redis").getAsJsonObject().has("ports")).isFalse();
        assertThat(Yaml.texts(Yaml.at(services, "proxy").getAsJsonObject(), "ports"))
                .allMatch(port -> port.startsWith("127.0.0.1:"));
        for (String name : List.of("redis", "proxy")) {
            assertThat(Yaml.text(services, name, "image")).matches(".+:\\d+\\.\\d+\\.\\d+");
        }
    }

    @Test
    void nginxTakesItsConfiguration() throws Exception {
        assumeThat(Command.of("sh", "-c", "command -v nginx").status()).as("nginx is installed").isZero();
        Path resolvable = Files.createTempFile("nginx", ".conf"); // the servers' names are the compose network's
        try {
            Files.writeString(resolvable, Files.readString(COMPOSE.resolveSibling("nginx/nginx.conf"))
                    .replaceAll("wirescope-[12]:", "127.0.0.1:"));
            Command checked = Command.of("nginx", "-t", "-c", resolvable.toString(), "-e", "stderr");
            assertThat(checked.status()).as(checked.output()).isZero();
        } finally {
            Files.delete(resolvable);
        }
    }

    @Test
    void prometheusFindsTheServerAndTheServerMayDrain() throws Exception {
        JsonObject job = Yaml.objects(Yaml.object(Path.of("deploy/prometheus/prometheus.yml")), "scrape_configs")
                .get(0);
        assertThat(Yaml.texts(Yaml.objects(job, "static_configs").get(0), "targets")).containsExactly("wirescope:8080");
        assertThat(Yaml.texts(service("wirescope"), "ports")).containsExactly("127.0.0.1:8080:8080");

        JsonObject environment = Yaml.at(service("wirescope"), "environment").getAsJsonObject();
        assertThat(environment.keySet()).isSubsetOf(KubernetesIT.settings());
        Duration window = Duration.parse(Yaml.text(environment, "WIRESCOPE_DRAIN_WINDOW"));
        Duration grace = Duration.parse("PT" + Yaml.text(service("wirescope"), "stop_grace_period"));
        assertThat(grace).isGreaterThanOrEqualTo(window.plusSeconds(10));
    }

    @Test
    void grafanaFindsPrometheusAndTheDashboard() throws Exception {
        JsonObject source = Yaml.objects(Yaml.object(PROVISIONING.resolve("datasources/prometheus.yml")), "datasources")
                .get(0);
        assertThat(Yaml.text(source, "type")).isEqualTo("prometheus");
        assertThat(Yaml.text(source, "url")).isEqualTo("http://prometheus:9090");
        JsonObject variable = Yaml.objects(Monitored.dashboard(), "templating", "list").get(0);
        assertThat(Yaml.text(variable, "name")).isEqualTo("datasource");
        assertThat(Yaml.text(variable, "current", "value")).isEqualTo(Yaml.text(source, "uid"));

        JsonObject provider = Yaml.objects(Yaml.object(PROVISIONING.resolve("dashboards/wirescope.yml")), "providers")
                .get(0);
        String folder = Yaml.text(provider, "options", "path");
        assertThat(Yaml.texts(service("grafana"), "volumes")).contains("./grafana/dashboards:" + folder + ":ro",
                "./grafana/provisioning:/etc/grafana/provisioning:ro");
        assertThat(Yaml.text(service("grafana"), "environment", "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"))
                .isEqualTo(folder + "/" + Monitored.DASHBOARD.getFileName());
    }

    @Test
    void noPanelsOverlapAndAllUseTheDataSource() throws Exception {
        JsonObject dashboard = Monitored.dashboard();
        assertThat(Yaml.text(dashboard, "uid")).isEqualTo("wirescope");
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonObject panel : Yaml.objects(dashboard, "panels")) {
            assertThat(ids.add(Yaml.at(panel, "id").getAsInt())).as("id of %s", panel).isTrue();
            JsonElement place = Yaml.at(panel, "gridPos");
            int left = Yaml.at(place, "x").getAsInt();
            int right = left + Yaml.at(place, "w").getAsInt();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int x = left; x < right; x++) {
                int top = Yaml.at(place, "y").getAsInt();
                for (int y = top; y < top + Yaml.at(place, "h").getAsInt(); y++) {
                    assertThat(taken.add(List.of(x, y))).as("%s at %d, %d", panel, x, y).isTrue();
                }
            }
            if (!Yaml.text(panel, "type").equals("row")) {
                assertThat(Yaml.text(panel, "datasource", "uid")).isEqualTo("${datasource}");
                assertThat(Yaml.objects(panel, "targets")).isNotEmpty().allSatisfy(target ->
                        assertThat(Yaml.text(target, "datasource", "uid")).isEqualTo("${datasource}"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"payara-micro", "wildfly", "liberty"})
    void aDockerfileCopiesWhatChangesMostRarelyFirst(String server) throws Exception {
        List<String> copies;
        try (var lines = Files.lines(Path.of("deploy/docker", server + ".Dockerfile"))) {
            copies = lines.filter(line -> line.startsWith("COPY ")).toList();
        }
        assertThat(copies.get(0)).contains("COPY target/" + server.split("-")[0]);
        assertThat(copies.get(copies.size() - 1)).contains("target/wirescope.war");
        assertThat(Image.base(Path.of("deploy/docker", server + ".Dockerfile")))
                .isEqualTo(Image.base(Path.of("deploy/docker/payara-micro.Dockerfile")))
                .matches("eclipse-temurin:17\\.\\d+\\.\\d+_\\d+-jre-noble");
    }
}
