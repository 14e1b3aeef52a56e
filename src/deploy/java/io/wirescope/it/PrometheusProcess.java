package io.wirescope.it;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Prometheus of the test's own, on a free port of loopback, with its data in a folder that goes with it. */
final class PrometheusProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Path SHIPPED = Path.of("deploy/prometheus");

    private final Process process;
    private final Path folder;
    private final Api api;

    private PrometheusProcess(Process process, Path folder, Api api) {
        this.process = process;
        this.folder = folder;
        this.api = api;
    }

    /**
     * Starts a Prometheus with the shipped rules, and waits until it is ready.
     *
     * @param configuration what it reads, beside which the rules are
     */
    static PrometheusProcess start(String configuration) throws Exception {
        Path folder = Files.createTempDirectory("wirescope-prometheus");
        Files.writeString(folder.resolve("prometheus.yml"), configuration);
        for (String rules : List.of("rules.yml", "alerts.yml")) {
            Files.copy(SHIPPED.resolve(rules), folder.resolve(rules));
        }
        int port = ServerProcess.freePort();
        Path output = folder.resolve("output");
        Process process = Command.start(new ProcessBuilder("prometheus",
                "--config.file=" + folder.resolve("prometheus.yml"), "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port).redirectErrorStream(true).redirectOutput(output.toFile()));
        Api api = new Api(URI.create("http://127.0.0.1:" + port));
        PrometheusProcess prometheus = new PrometheusProcess(process, folder, api);
        try {
            Api.await(START, () -> prometheus.isReady(output), ready -> ready);
        } catch (Exception | AssertionError e) {
            prometheus.close();
            throw e;
        }
        return prometheus;
    }

    private boolean isReady(Path output) throws Exception {
        if (!process.isAlive()) {
            throw new AssertionError(Files.readString(output));
        }
        try {
            return api.exchange("GET", "/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    /** {@return the data of an answer of its API} */
    JsonObject get(String path) throws Exception {
        HttpResponse<String> response = api.exchange("GET", path);
        JsonObject answer = Answer.parse(response.body());
        if (!answer.getString("status").equals("success")) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer;
    }

    /** {@return what an expression comes to now} */
    List<JsonObject> query(String expression) throws Exception {
        return get("/api/v1/query?query=" + encoded(expression)).getJsonObject("data").getJsonArray("result")
                .getValuesAs(JsonObject.class);
    }

    /** {@return the labels of each series that a selector names} */
    List<JsonObject> series(String selector) throws Exception {
        return get("/api/v1/series?match[]=".replace("[]", "%5B%5D") + encoded(selector)).getJsonArray("data")
                .getValuesAs(JsonObject.class);
    }

    /** {@return the targets that it scrapes} */
    List<JsonObject> targets() throws Exception {
        return get("/api/v1/targets?state=active").getJsonObject("data").getJsonArray("activeTargets")
                .getValuesAs(JsonObject.class);
    }

    /** {@return the rules that it has loaded, with their state} */
    List<JsonObject> rules() throws Exception {
        return get("/api/v1/rules").getJsonObject("data").getJsonArray("groups").getValuesAs(JsonObject.class).stream()
                .flatMap(group -> group.getJsonArray("rules").getValuesAs(JsonObject.class).stream()).toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        try {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Folder.delete(folder);
    }
}
