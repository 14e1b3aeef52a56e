package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The pods of the shipped Deployment, as Prometheus' discovery would report them. */
final class Pods {

    private static final String DISCOVERY = "    kubernetes_sd_configs:\n      - role: pod\n";
    private static final String META = "__meta_kubernetes_pod_";

    private Pods() {
    }

    /**
     * {@return the shipped configuration for clusters, where three pods are found: one of the Deployment that is at
     * an address, one that has ended, and one of another application}
     */
    static String scrapedAs(URI address) throws IOException {
        String shipped = Files.readString(Path.of("deploy/prometheus/kubernetes.yml"));
        assertThat(shipped).contains(DISCOVERY);
        return Tokens.without(shipped).replace(DISCOVERY, "    scrape_interval: 1s\n    static_configs:\n"
                + pod(labels(address, "wirescope-1", "Running", true))
                + pod(labels(address, "wirescope-0", "Succeeded", true))
                + pod(labels(address, "other", "Running", false)));
    }

    private static String pod(Map<String, String> labels) {
        return "      - targets: [\"replaced:1\"]\n        labels: " + labels.entrySet().stream()
                .map(label -> label.getKey() + ": \"" + label.getValue() + "\"")
                .collect(Collectors.joining(", ", "{", "}\n"));
    }

    private static Map<String, String> labels(URI address, String name, String phase, boolean ours) throws IOException {
        JsonObject metadata = Yaml.at(Yaml.object(Path.of("deploy/kubernetes/base/deployment.yaml")),
                "spec", "template", "metadata").getAsJsonObject();
        assertThat(Yaml.text(metadata, "annotations", "prometheus.io/port")).isEqualTo("8080");
        String application = Yaml.text(metadata, "labels", "app.kubernetes.io/name");
        return Map.of(
                META + "ip", address.getHost(), META + "name", name, META + "phase", phase,
                "__meta_kubernetes_namespace", "live",
                META + "label_app_kubernetes_io_name", ours ? application : "other",
                META + "annotation_prometheus_io_scrape", Yaml.text(metadata, "annotations", "prometheus.io/scrape"),
                META + "annotation_prometheus_io_path", Yaml.text(metadata, "annotations", "prometheus.io/path"),
                META + "annotation_prometheus_io_port", Integer.toString(address.getPort()));
    }
}
