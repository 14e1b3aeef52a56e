package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of this build's server, built from its Dockerfile and run as the Kubernetes manifests say. */
@Tag("deploy")
class ImageIT {

    private static final Path DOCKERFILE =
            Path.of("deploy/docker", System.getProperty("arquillian.launch") + ".Dockerfile");
    private static final Path MANIFESTS = Path.of("deploy/kubernetes/base");
    private static final String SERVER = "http://127.0.0.1:8080";

    private static Image image;
    private static Tokens tokens;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(Container.isPossible(), "needs root, and a machine that allows it namespaces and mounts");
        image = Image.build(DOCKERFILE);
        tokens = Tokens.in(folder);
        Path mounted = Files.createDirectories(image.root().resolve("run/secrets/wirescope"));
        Files.copy(tokens.file("drain"), mounted.resolve("drain-token"));
    }

    @AfterAll
    static void delete() throws Exception {
        if (image != null) {
            image.close();
        }
    }

    @Test
    void itHoldsWhatTheBuildMadeAndNothingOfAnEarlierRun() throws Exception {
        List<Path> wars;
        try (var files = Files.walk(image.root().resolve("opt/wirescope"))) {
            wars = files.filter(file -> file.toString().endsWith(".war")).toList();
        }
        assertThat(wars).singleElement().satisfies(war ->
                assertThat(war).hasSameBinaryContentAs(Path.of(System.getProperty("wirescope.war"))));
        assertThat(Files.isExecutable(image.root().resolve("opt/wirescope/drain"))).isTrue();
    }

    @Test
    void itRunsAsTheDeploymentSays() throws Exception {
        JsonObject spec = Yaml.at(Yaml.object(MANIFESTS.resolve("deployment.yaml")), "spec", "template", "spec")
                .getAsJsonObject();
        JsonObject pod = Yaml.objects(spec, "containers").get(0);
        String port = Yaml.text(Yaml.objects(pod, "ports").get(0), "containerPort");
        assertThat(Yaml.at(image.config(), "ExposedPorts").getAsJsonObject().keySet()).containsExactly(port + "/tcp");
        assertThat(Yaml.text(image.config(), "User")).isEqualTo(Yaml.text(spec, "securityContext", "runAsUser")
                + ":" + Yaml.text(spec, "securityContext", "runAsGroup"));
        assertThat(Yaml.text(Yaml.objects(pod, "volumeMounts").get(0), "mountPath")).isEqualTo("/tmp");

        try (Container container = Container.start(image, isReadOnly(pod), settings())) {
            container.awaitHealthy();
            assertThat(container.get(SERVER + Api.ROOT + "/stats")).isEqualTo("401");
            assertThat(container.run(List.of("id", "-u")).output().strip()).isEqualTo("10001");
            assertThat(container.run(List.of("touch", "/opt/wirescope/written")).status()).isNotZero();
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(Yaml.text(pod, probe, "httpGet", "port")).isEqualTo("http");
                assertThat(container.get(SERVER + Yaml.text(pod, probe, "httpGet", "path"))).as(probe).isEqualTo("200");
            }

            CompletableFuture<String> client = connected(container);
            List<String> preStop = Yaml.texts(pod, "lifecycle", "preStop", "exec", "command");
            Command drained = container.run(List.of(preStop.get(0), "2")); // seconds, so as not to wait for all of them
            assertThat(drained).isEqualTo(new Command(0, ""));
            assertThat(client.get(5, TimeUnit.SECONDS)).contains("\"hello\"", "server.draining");
            assertThat(container.get(SERVER + Yaml.text(pod, "readinessProbe", "httpGet", "path"))).isEqualTo("503");
            assertThat(container.get(SERVER + Yaml.text(pod, "livenessProbe", "httpGet", "path"))).isEqualTo("200");
            assertThat(container.endsWithin(Duration.ofSeconds(10))).as(container.output()).isTrue();
        }
    }

    private static boolean isReadOnly(JsonObject pod) {
        // the manifests are for the image of the default server; WildFly writes below its own folder
        return Yaml.at(pod, "securityContext", "readOnlyRootFilesystem").getAsBoolean()
                && !DOCKERFILE.endsWith("wildfly.Dockerfile");
    }

    private static Map<String, String> settings() throws Exception {
        Map<String, String> settings = new HashMap<>();
        Yaml.at(Yaml.object(MANIFESTS.resolve("configmap.yaml")), "data").getAsJsonObject()
                .asMap().forEach((name, value) -> settings.put(name, value.getAsString()));
        settings.put("WIRESCOPE_SECURITY_TOKENS", tokens.hashes());
        return settings;
    }

    /** {@return a client that has got its hello} */
    private static CompletableFuture<String> connected(Container container) throws Exception {
        CompletableFuture<String> client = container.connect(SERVER + "/ws/client?client_id=admin", "-H", bearer());
        Api.await(() -> container.run(List.of("curl", "-s", "-H", bearer(), SERVER + Api.ROOT + "/connections?client_id=admin"))
                .output(), answer -> answer.contains("\"total\":1"));
        return client;
    }

    private static String bearer() throws Exception {
        return "Authorization: Bearer " + tokens.of("admin");
    }

    @Test
    void onSigtermItDrainsAndExits() throws Exception {
        try (Container container = Container.start(image, false, Map.of("WIRESCOPE_DRAIN_WINDOW", "PT1S",
                "WIRESCOPE_SECURITY_TOKENS", tokens.hashes()))) {
            container.awaitHealthy();
            CompletableFuture<String> client = connected(container);
            assertThat(container.endsWithin(Duration.ofSeconds(1 + 10))).as(container.output()).isTrue();
            assertThat(client.get(5, TimeUnit.SECONDS)).contains("server.draining");
        }
    }
}
