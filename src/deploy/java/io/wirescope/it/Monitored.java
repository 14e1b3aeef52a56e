package io.wirescope.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code deploy/} asks Prometheus for. */
final class Monitored {

    static final Path RULES = Path.of("deploy/prometheus/rules.yml");
    static final Path ALERTS = Path.of("deploy/prometheus/alerts.yml");
    static final Path DASHBOARD = Path.of("deploy/grafana/dashboards/wirescope.json");

    private Monitored() {
    }

    /** {@return the rules of a file} */
    static List<JsonObject> rules(Path file) throws IOException {
        return Yaml.objects(Yaml.object(file), "groups").stream()
                .flatMap(group -> Yaml.objects(group, "rules").stream()).toList();
    }

    static JsonObject dashboard() throws IOException {
        return JsonParser.parseString(Files.readString(DASHBOARD)).getAsJsonObject();
    }

    /** {@return the expressions of the rules} */
    static Stream<String> ruleExpressions() throws IOException {
        return Stream.concat(rules(RULES).stream(), rules(ALERTS).stream()).map(rule -> Yaml.text(rule, "expr"));
    }

    /** {@return the queries of the dashboard's panels, with what Grafana would put in for its variables} */
    static Stream<String> dashboardExpressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonObject panel : Yaml.objects(dashboard(), "panels")) {
            if (!Yaml.text(panel, "type").equals("row")) {
                Yaml.objects(panel, "targets").forEach(target -> expressions.add(Yaml.text(target, "expr")
                        .replace("$__rate_interval", "1m").replace("$instance", ".*")));
            }
        }
        return expressions.stream();
    }

    static Stream<String> expressions() throws IOException {
        return Stream.concat(ruleExpressions(), dashboardExpressions());
    }
}
