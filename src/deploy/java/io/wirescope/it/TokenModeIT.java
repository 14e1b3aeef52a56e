package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deployed asks for credentials, and who calls it by itself has them. */
@Tag("deploy")
class TokenModeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path PROMETHEUS = Path.of("deploy/prometheus/prometheus.yml");
    private static final String MOUNTED = "/run/secrets/wirescope";

    @TempDir
    private static Path folder;

    private static Tokens tokens;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        tokens = Tokens.in(folder.resolve("secrets"));
        server = ServerProcess.start(Map.of("WIRESCOPE_SECURITY_MODE", "token",
                "WIRESCOPE_SECURITY_TOKENS", tokens.hashes()));
        server.awaitReady();
        Api.await(() -> new Api(server.address()).get(Api.ROOT + "/stats"), answer -> answer.status() == 401);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static String bearer(String name) throws Exception {
        return "Bearer " + tokens.of(name);
    }

    @Test
    void tokensAreMadeOnceAndTheirSettingHasOnlyHashes() throws Exception {
        assertThat(Tokens.in(folder.resolve("secrets")).setting()).isEqualTo(tokens.setting());
        for (String name : List.of("prometheus", "drain", "admin")) {
            assertThat(tokens.of(name)).hasSizeGreaterThan(40);
            assertThat(tokens.setting()).doesNotContain(tokens.of(name)).contains(name + ":");
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("secrets"))).hasSize(3);
    }

    @Test
    void everybodyHasTheRoleThatIsNeeded() throws Exception {
        Api api = new Api(server.address());
        assertThat(api.get(Api.ROOT + "/stats", "Authorization", bearer("prometheus")).status()).isEqualTo(200);
        assertThat(api.call("DELETE", Api.ROOT + "/connections/x", "Authorization", bearer("prometheus")).status()).isEqualTo(403);
        assertThat(api.call("DELETE", Api.ROOT + "/connections/x", "Authorization", bearer("admin")).status()).isEqualTo(404);
    }

    @Test
    void prometheusScrapesWithItsTokenAndNotWithAnother() throws Exception {
        String shipped = Files.readString(PROMETHEUS).replace("wirescope:8080", server.address().getAuthority())
                .replace("15s", "1s");
        assertThat(healthOfTarget(tokens.into(shipped))).isEqualTo("up");
        Path other = Files.writeString(folder.resolve("other-token"), "another");
        assertThat(healthOfTarget(tokens.into(shipped).replace(tokens.file("prometheus").toString(), other.toString())))
                .isEqualTo("down");
    }

    private static String healthOfTarget(String configuration) throws Exception {
        try (PrometheusProcess prometheus = PrometheusProcess.start(configuration)) {
            return Api.await(PATIENCE, prometheus::targets, targets -> targets.size() == 1
                    && !targets.get(0).getString("health").equals("unknown")).get(0).getString("health");
        }
    }

    @Test
    void theDrainScriptNeedsAnOperatorsToken() throws Exception {
        assertThat(drain(folder.resolve("none")).status()).isNotZero();
        assertThat(drain(tokens.file("prometheus")).status()).isNotZero();
        assertThat(new Api(server.address()).exchange("GET", "/health/ready").statusCode()).isEqualTo(200);
        Command drained = drain(tokens.file("drain"));
        assertThat(drained).isEqualTo(new Command(0, ""));
        assertThat(new Api(server.address()).exchange("GET", "/health/ready").statusCode()).isEqualTo(503);
    }

    private static Command drain(Path token) throws Exception {
        ProcessBuilder drain = new ProcessBuilder("deploy/docker/drain", "1", "http://" + server.address().getAuthority());
        drain.environment().put("DRAIN_TOKEN_FILE", token.toString());
        return Command.of(drain);
    }

    @Test
    void everyImageAsksForCredentials() throws Exception {
        for (String image : List.of("payara-micro", "wildfly", "liberty")) {
            assertThat(Files.readString(Path.of("deploy/docker", image + ".Dockerfile"))).as(image)
                    .contains("\nENV WIRESCOPE_SECURITY_MODE=token\n");
        }
    }

    @Test
    void thePodsReadTheSecret() throws Exception {
        JsonObject pod = Yaml.at(KubernetesIT.only("Deployment", "wirescope"), "spec", "template", "spec").getAsJsonObject();
        JsonObject container = Yaml.objects(pod, "containers").get(0);
        assertThat(Yaml.text(KubernetesIT.only("ConfigMap", "wirescope"), "data", "WIRESCOPE_SECURITY_MODE")).isEqualTo("token");
        JsonElement hashes = Yaml.at(named(Yaml.objects(container, "env"), "WIRESCOPE_SECURITY_TOKENS"), "valueFrom", "secretKeyRef");
        JsonElement mounted = Yaml.at(named(Yaml.objects(pod, "volumes"), "secrets"), "secret");
        assertThat(Yaml.text(hashes, "name")).isEqualTo(Yaml.text(mounted, "secretName")).isEqualTo("wirescope");
        assertThat(Yaml.text(named(Yaml.objects(container, "volumeMounts"), "secrets"), "mountPath")).isEqualTo(MOUNTED);
        assertThat(Files.readString(Path.of("deploy/docker/drain")))
                .contains(MOUNTED + "/" + Yaml.text(Yaml.objects(mounted, "items").get(0), "path") + "}");
        String page = Files.readString(Path.of("src/site/markdown/deployment.md"));
        assertThat(page).contains("--from-file=" + Yaml.text(Yaml.objects(mounted, "items").get(0), "key") + "=",
                "--from-literal=" + Yaml.text(hashes, "key") + "=");
    }

    private static JsonObject named(List<JsonObject> list, String name) {
        return list.stream().filter(each -> Yaml.text(each, "name").equals(name)).findFirst().orElseThrow();
    }

    @Test
    void thePodsReachTheIssuerAndNothingPrivate() throws Exception {
        JsonObject policy = KubernetesIT.only("NetworkPolicy", "wirescope-issuer");
        assertThat(Yaml.at(policy, "spec", "podSelector", "matchLabels")).isEqualTo(
                Yaml.at(KubernetesIT.only("Deployment", "wirescope"), "spec", "template", "metadata", "labels"));
        assertThat(Yaml.texts(Yaml.at(policy, "spec").getAsJsonObject(), "policyTypes")).containsExactly("Egress");
        JsonElement outside = Yaml.at(Yaml.objects(Yaml.objects(policy, "spec", "egress").get(1), "to").get(0), "ipBlock");
        assertThat(Yaml.texts(outside.getAsJsonObject(), "except")).contains("10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                "192.168.0.0/16");
    }

    @Test
    void composeGivesEachItsToken() throws Exception {
        JsonObject services = Yaml.at(Yaml.object(Path.of("deploy/compose.yaml")), "services").getAsJsonObject();
        assertThat(Yaml.text(services, "wirescope", "environment", "WIRESCOPE_SECURITY_MODE")).isEqualTo("token");
        for (String service : List.of("wirescope", "prometheus")) {
            JsonObject secret = Yaml.objects(Yaml.at(services, service), "secrets").get(0);
            String file = service.equals("wirescope") ? "drain-token" : "prometheus-token";
            assertThat(Yaml.text(secret, "target")).isEqualTo(MOUNTED.substring("/run/secrets/".length()) + "/" + file);
            assertThat(Yaml.text(Yaml.object(Path.of("deploy/compose.yaml")), "secrets", Yaml.text(secret, "source"), "file"))
                    .isEqualTo("./secrets/" + file);
        }
        assertThat(Files.readString(Path.of(".gitignore"))).contains("/deploy/.env", "/deploy/secrets/");
    }

    @Test
    void composeWithoutTokensSaysWhatToDo() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.env"), ""); // a deploy/.env may be there
        ProcessBuilder config = new ProcessBuilder("docker-compose", "-f", "deploy/compose.yaml", "--env-file", empty.toString(), "config");
        config.environment().remove("WIRESCOPE_SECURITY_TOKENS");
        Command refused = Command.of(config);
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("deploy/tokens");
    }
}
