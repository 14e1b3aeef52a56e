package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kubernetes manifests: every field is one that Kubernetes knows, and what names another thing names it right. */
@Tag("deploy")
class KubernetesIT {

    private static final Path FOLDER = Path.of("deploy/kubernetes");
    private static final String NAME = "wirescope";
    private static final String REDIS = "wirescope-redis";
    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    /** {@return the objects of a kustomization and of those that it builds on} */
    private static List<JsonObject> objects(Path folder) throws IOException {
        JsonObject kustomization = Yaml.object(folder.resolve("kustomization.yaml"));
        assertThat(kustomization.keySet()).isSubsetOf("apiVersion", "kind", "resources", "images", "patches");
        List<JsonObject> objects = new ArrayList<>();
        for (String resource : Yaml.texts(kustomization, "resources")) {
            Path path = folder.resolve(resource);
            if (Files.isDirectory(path)) {
                objects.addAll(objects(path));
            } else {
                objects.add(Yaml.object(path));
            }
        }
        for (JsonObject patch : patches(folder)) {
            patch(only(objects, Yaml.text(patch, "kind"), Yaml.text(patch, "metadata", "name")), patch);
        }
        return objects;
    }

    private static List<JsonObject> patches(Path folder) throws IOException {
        JsonObject kustomization = Yaml.object(folder.resolve("kustomization.yaml"));
        List<JsonObject> patches = new ArrayList<>();
        if (kustomization.has("patches")) {
            for (JsonObject patch : Yaml.objects(kustomization, "patches")) {
                patches.add(Yaml.object(folder.resolve(Yaml.text(patch, "path"))));
            }
        }
        return patches;
    }

    /** Merges as kustomize does: objects by their members, lists of what has names by these, null takes out. */
    private static void patch(JsonObject object, JsonObject patch) {
        for (String member : patch.keySet()) {
            JsonElement change = patch.get(member);
            JsonElement before = object.get(member);
            if (change.isJsonNull()) {
                object.remove(member);
            } else if (change.isJsonObject() && before != null) {
                patch(before.getAsJsonObject(), change.getAsJsonObject());
            } else if (change.isJsonArray() && before != null && isNamed(change)) {
                patchNamed(before.getAsJsonArray(), change.getAsJsonArray());
            } else {
                object.add(member, change);
            }
        }
    }

    private static boolean isNamed(JsonElement list) {
        return StreamSupport.stream(list.getAsJsonArray().spliterator(), false)
                .allMatch(each -> each.isJsonObject() && each.getAsJsonObject().has("name"));
    }

    private static void patchNamed(JsonArray before, JsonArray changes) {
        for (JsonElement change : changes) {
            JsonElement same = StreamSupport.stream(before.spliterator(), false).filter(each ->
                    Yaml.text(each, "name").equals(Yaml.text(change, "name"))).findFirst().orElse(null);
            if (same == null) {
                before.add(change);
            } else {
                patch(same.getAsJsonObject(), change.getAsJsonObject());
            }
        }
    }

    private static List<JsonObject> all() throws IOException {
        return objects(FOLDER.resolve("overlays/autoscaled"));
    }

    private static JsonObject only(String kind) throws IOException {
        return only(kind, NAME);
    }

    static JsonObject only(String kind, String name) throws IOException {
        return only(all(), kind, name);
    }

    private static JsonObject only(List<JsonObject> objects, String kind, String name) {
        List<JsonObject> found = objects.stream().filter(object -> Yaml.text(object, "kind").equals(kind)
                && Yaml.text(object, "metadata", "name").equals(name)).toList();
        assertThat(found).as(kind).hasSize(1);
        return found.get(0);
    }

    /** Holds an object to the model of the official client, which Kubernetes' own OpenAPI document made. */
    private static void check(JsonObject object) throws Exception {
        String[] version = Yaml.text(object, "apiVersion").split("/");
        String prefix = version[version.length - 1];
        Class<?> model = Class.forName(MODELS + prefix.substring(0, 1).toUpperCase(Locale.ROOT) + prefix.substring(1)
                + Yaml.text(object, "kind"));
        try {
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, object);
        } catch (InvocationTargetException e) {
            throw new AssertionError(Yaml.text(object, "kind") + ": " + e.getCause().getMessage(), e);
        }
    }

    @Test
    void everyFieldIsOneThatKubernetesKnows() throws Exception {
        for (JsonObject object : all()) {
            check(object);
        }
        assertThat(all()).extracting(object -> Yaml.text(object, "kind")).containsExactlyInAnyOrder("ServiceAccount",
                "ConfigMap", "Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy", "NetworkPolicy",
                "HorizontalPodAutoscaler", "Deployment", "Service", "NetworkPolicy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replica: 1", "template: {spec: {containers: [{name: a, livenesProbe: {}}]}}",
        "selector: {}, template: {spec: {containers: [{image: nameless}]}}", "selector: []"})
    void anythingElseIsRefused(String spec) {
        assertThatThrownBy(() -> check(Yaml.object("{apiVersion: apps/v1, kind: Deployment, spec: {" + spec + "}}")))
                .isInstanceOf(AssertionError.class).hasMessageContaining("JSON string");
    }

    @Test
    void everyFileIsInAKustomization() throws Exception {
        try (var files = Files.walk(FOLDER)) {
            long manifests = files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml")).count();
            long patches = patches(FOLDER.resolve("overlays/autoscaled")).size()
                    + patches(FOLDER.resolve("overlays/cluster")).size();
            assertThat(all().size() + patches).isEqualTo(manifests);
        }
    }

    @Test
    void kustomizeRendersThem() throws Exception {
        Command version = kubectl("version", "--client");
        assumeThat(version.output()).as("kubectl 1.21 or later, which Debian does not have, is not installed")
                .containsPattern("v1\\.(2[1-9]|[3-9]\\d)");
        for (String folder : List.of("base", "overlays/cluster", "overlays/autoscaled")) {
            Command rendered = kubectl("kustomize", FOLDER.resolve(folder).toString());
            assertThat(rendered.status()).as(rendered.output()).isZero();
            assertThat(rendered.output().split("(?m)^---$")).hasSize(objects(FOLDER.resolve(folder)).size());
            assertThat(rendered.output()).contains("image: wirescope:payara-micro");
        }
    }

    private static Command kubectl(String... arguments) throws Exception {
        boolean installed = Command.of("sh", "-c", "command -v kubectl").status() == 0;
        assumeThat(installed).as("kubectl is installed").isTrue();
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        return Command.of(command.toArray(String[]::new));
    }

    @Test
    void whatSelectsPodsSelectsThoseOfTheDeployment() throws Exception {
        JsonElement labels = Yaml.at(only("Deployment"), "spec", "template", "metadata", "labels");
        assertThat(Yaml.at(only("Deployment"), "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(Yaml.at(only("Service"), "spec", "selector")).isEqualTo(labels);
        assertThat(Yaml.at(only("PodDisruptionBudget"), "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(Yaml.at(only("NetworkPolicy"), "spec", "podSelector", "matchLabels")).isEqualTo(labels);
        assertThat(Yaml.at(Yaml.objects(only("Deployment"), "spec", "template", "spec", "topologySpreadConstraints")
                .get(0), "labelSelector", "matchLabels")).isEqualTo(labels);
    }

    @Test
    void aClusterHasSeveralPodsNoAffinityAndAnEngineThatOnlyTheyReach() throws Exception {
        List<JsonObject> cluster = objects(FOLDER.resolve("overlays/cluster"));
        JsonObject pods = only(cluster, "Deployment", NAME);
        assertThat(Yaml.at(pods, "spec", "replicas").getAsInt()).isGreaterThan(1);
        assertThat(Yaml.at(only("Deployment"), "spec").getAsJsonObject().has("replicas")).isFalse(); // the autoscaler's
        JsonObject service = Yaml.at(only(cluster, "Service", NAME), "spec").getAsJsonObject();
        assertThat(Yaml.text(service, "sessionAffinity")).isEqualTo("None");
        assertThat(service.has("sessionAffinityConfig")).isFalse();

        JsonObject redis = only(cluster, "Deployment", REDIS);
        JsonElement redisLabels = Yaml.at(redis, "spec", "template", "metadata", "labels");
        JsonElement podLabels = Yaml.at(pods, "spec", "template", "metadata", "labels");
        assertThat(Yaml.at(only(cluster, "Service", REDIS), "spec", "selector")).isEqualTo(redisLabels);
        JsonObject toRedis = only(cluster, "NetworkPolicy", REDIS);
        assertThat(Yaml.at(toRedis, "spec", "podSelector", "matchLabels")).isEqualTo(redisLabels);
        List<JsonObject> admitted = Yaml.objects(toRedis, "spec", "ingress");
        assertThat(admitted).hasSize(1);
        assertThat(Yaml.at(Yaml.objects(admitted.get(0), "from").get(0), "podSelector", "matchLabels")).isEqualTo(podLabels);
        JsonObject out = Yaml.objects(only(cluster, "NetworkPolicy", NAME), "spec", "egress").get(0);
        assertThat(Yaml.at(Yaml.objects(out, "to").get(0), "podSelector", "matchLabels")).isEqualTo(redisLabels);

        JsonElement settings = Yaml.at(only(cluster, "ConfigMap", NAME), "data");
        assertThat(Yaml.text(settings, "WIRESCOPE_CLUSTER_REDIS_URL")).isEqualTo("redis://" + REDIS + ":"
                + Yaml.at(Yaml.objects(only(cluster, "Service", REDIS), "spec", "ports").get(0), "port").getAsInt());
        assertThat(redis.toString()).contains("--maxmemory-policy noeviction");
    }

    @Test
    void bothReadThePasswordFromOneSecret() throws Exception {
        JsonObject mount = named(Yaml.objects(container(), "volumeMounts"), "redis-password");
        assertThat(Yaml.text(only("ConfigMap"), "data", "WIRESCOPE_CLUSTER_REDIS_PASSWORD_FILE"))
                .isEqualTo(Yaml.text(mount, "mountPath") + "/password");
        for (String name : List.of(NAME, REDIS)) {
            JsonObject pod = Yaml.at(only(all(), "Deployment", name), "spec", "template", "spec").getAsJsonObject();
            assertThat(Yaml.text(named(Yaml.objects(pod, "volumes"), "redis-password"), "secret", "secretName"))
                    .isEqualTo("wirescope-redis");
        }
        JsonObject id = named(Yaml.objects(container(), "env"), "WIRESCOPE_CLUSTER_NODE_ID");
        assertThat(Yaml.text(id, "valueFrom", "fieldRef", "fieldPath")).isEqualTo("metadata.name");
    }

    private static JsonObject named(List<JsonObject> list, String name) {
        return list.stream().filter(each -> Yaml.text(each, "name").equals(name)).findFirst().orElseThrow();
    }

    @Test
    void referencedObjectsExist() throws Exception {
        JsonObject pod = Yaml.at(only("Deployment"), "spec", "template", "spec").getAsJsonObject();
        JsonObject container = container();
        assertThat(Yaml.text(pod, "serviceAccountName"))
                .isEqualTo(Yaml.text(only("ServiceAccount"), "metadata", "name"));
        assertThat(Yaml.text(Yaml.objects(container, "envFrom").get(0), "configMapRef", "name"))
                .isEqualTo(Yaml.text(only("ConfigMap"), "metadata", "name"));
        assertThat(Yaml.text(Yaml.objects(container, "volumeMounts").get(0), "name"))
                .isEqualTo(Yaml.text(Yaml.objects(pod, "volumes").get(0), "name"));

        String port = Yaml.text(Yaml.objects(container, "ports").get(0), "name");
        assertThat(Yaml.text(Yaml.objects(only("Service"), "spec", "ports").get(0), "targetPort")).isEqualTo(port);
        JsonObject ingress = Yaml.objects(only("NetworkPolicy"), "spec", "ingress").get(0);
        assertThat(Yaml.text(Yaml.objects(ingress, "ports").get(0), "port")).isEqualTo(port);

        JsonElement scaled = Yaml.at(only("HorizontalPodAutoscaler"), "spec", "scaleTargetRef");
        for (String member : List.of("apiVersion", "kind")) {
            assertThat(Yaml.text(scaled, member)).isEqualTo(Yaml.text(only("Deployment"), member));
        }
        assertThat(Yaml.text(scaled, "name")).isEqualTo(Yaml.text(only("Deployment"), "metadata", "name"));
    }

    private static JsonObject container() throws IOException {
        return Yaml.objects(only("Deployment"), "spec", "template", "spec", "containers").get(0);
    }

    @Test
    void theGracePeriodCoversADrain() throws Exception {
        Duration window = Duration.parse(Yaml.text(only("ConfigMap"), "data", "WIRESCOPE_DRAIN_WINDOW"));
        List<String> preStop = Yaml.texts(container(), "lifecycle", "preStop", "exec", "command");
        assertThat(Duration.ofSeconds(Long.parseLong(preStop.get(1)))).isEqualTo(window);
        long grace = Yaml.at(only("Deployment"), "spec", "template", "spec", "terminationGracePeriodSeconds")
                .getAsLong();
        assertThat(Duration.ofSeconds(grace)).isGreaterThanOrEqualTo(window.plusSeconds(5 + 10));
    }

    @Test
    void theAutoscalerLeavesRoomBelowTheLimitAndScalesByTheMetricThatTheAdapterMakes() throws Exception {
        JsonObject metric = Yaml.objects(only("HorizontalPodAutoscaler"), "spec", "metrics").get(0);
        assertThat(Yaml.at(metric, "pods", "target", "averageValue").getAsLong())
                .isLessThan(Yaml.at(only("ConfigMap"), "data", "WIRESCOPE_CONNECTIONS_MAX").getAsLong());
        JsonObject rule = Yaml.objects(Yaml.object(Path.of("deploy/prometheus/adapter-rules.yml")), "rules").get(0);
        assertThat(Yaml.text(rule, "name", "as")).isEqualTo(Yaml.text(metric, "pods", "metric", "name"));
    }

    @Test
    void everySettingIsOneOfWirescopes() throws Exception {
        assertThat(Yaml.at(only("ConfigMap"), "data").getAsJsonObject().keySet()).isSubsetOf(settings());
    }

    /** {@return the settings' names, as environment variables} */
    static Set<String> settings() throws IOException {
        Properties defaults = new Properties();
        try (Reader file = Files.newBufferedReader(
                Path.of("src/main/resources/META-INF/microprofile-config.properties"))) {
            defaults.load(file);
        }
        return defaults.stringPropertyNames().stream()
                .map(name -> name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    @Test
    void noPodMayDoMoreThanItHasTo() throws Exception {
        assertThat(Yaml.at(only("Deployment"), "spec", "template", "spec", "securityContext", "runAsNonRoot")
                .getAsBoolean()).isTrue();
        JsonElement rights = Yaml.at(container(), "securityContext");
        assertThat(Yaml.at(rights, "allowPrivilegeEscalation").getAsBoolean()).isFalse();
        assertThat(Yaml.at(rights, "readOnlyRootFilesystem").getAsBoolean()).isTrue();
        assertThat(StreamSupport.stream(Yaml.at(rights, "capabilities", "drop").getAsJsonArray().spliterator(), false)
                .map(JsonElement::getAsString)).containsExactly("ALL");
        assertThat(Yaml.at(container(), "resources", "limits").getAsJsonObject().keySet()).contains("memory");
    }
}
