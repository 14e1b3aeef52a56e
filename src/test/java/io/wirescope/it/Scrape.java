package io.wirescope.it;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code /metrics} said at one moment.
 *
 * @param text    as it came
 * @param samples the values, by name and labels in alphabetical order, such as {@code a{b="c",d="e"}};
 *                the platform's own label {@code mp_scope} is left out
 */
record Scrape(String text, Map<String, Double> samples) {

    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Scrape of(URI server) throws Exception {
        return of(server, "/metrics?scope=application");
    }

    /** {@return what is there for Prometheus: the server's own metrics too} */
    static Scrape ofAllScopes(URI server) throws Exception {
        return of(server, "/metrics");
    }

    private static Scrape of(URI server, String path) throws Exception {
        String text = new Api(server).exchange("GET", path).body();
        Map<String, Double> samples = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                samples.put(sample.group(1) + labels(sample.group(2)), Double.valueOf(sample.group(3)));
            }
        });
        return new Scrape(text, samples);
    }

    private static String labels(String written) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(written == null ? "" : written);
        while (label.find()) {
            labels.put(label.group(1), label.group(0));
        }
        labels.remove("mp_scope");
        return labels.isEmpty() ? "" : "{" + String.join(",", labels.values()) + "}";
    }

    /** {@return the names of all values} */
    Set<String> names() {
        return samples.keySet().stream().map(sample -> sample.replaceFirst("\\{.*", "")).collect(Collectors.toSet());
    }

    /** {@return a value; 0 where there is none} */
    double value(String sample) {
        return samples.getOrDefault(sample, 0.0);
    }

    /** {@return by how much a value has risen since another scrape} */
    double since(Scrape before, String sample) {
        return value(sample) - before.value(sample);
    }
}
