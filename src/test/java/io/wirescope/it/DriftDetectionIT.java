package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that computes drift: from events to what clients, the API and metrics say, across a restart. */
class DriftDetectionIT {

    private static final String MODELS = "/api/v2/drift/models?model=fraud";
    private static final String REFERENCES = "/api/v2/drift/references";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BATCH = 250;

    private final SplittableRandom random = new SplittableRandom(3);

    @TempDir
    private Path directory;

    private ServerProcess start() throws Exception {
        ServerProcess server = ServerProcess.start(Map.of(
                "WIRESCOPE_DRIFT_DETECTOR", "on",
                "WIRESCOPE_DRIFT_REFERENCE_EVENTS", "1000",
                "WIRESCOPE_DRIFT_DIRECTORY", directory.toString(),
                "WIRESCOPE_EVENTS_BUFFER_SIZE", "100000"));
        try {
            server.awaitReady();
            return server;
        } catch (Exception | Error e) {
            server.close();
            throw e;
        }
    }

    private void publish(ServerProcess server, int events, double shift) throws Exception {
        Producer producer = new Producer(server.address());
        for (int sent = 0; sent < events; sent += BATCH) {
            JsonArrayBuilder batch = Json.createArrayBuilder();
            for (int i = 0; i < BATCH; i++) {
                batch.add(Json.createObjectBuilder().add("event_type", "inference.audit").add("data", data(shift)));
            }
            assertThat(producer.post("application/json", batch.build().toString()).status()).isEqualTo(202);
        }
    }

    private JsonObject data(double shift) {
        return Json.createObjectBuilder().add("model", "fraud").add("model_version", "7")
                .add("features", Json.createObjectBuilder().add("age", 40 + 9 * (random.nextGaussian() + shift))
                        .add("country", random.nextInt(3) == 0 ? "DE" : "FR"))
                .add("prediction", random.nextBoolean()).add("score", random.nextDouble()).build();
    }

    private static JsonObject awaitModel(Api api, Predicate<JsonObject> wanted) throws Exception {
        Answer answer = Api.await(PATIENCE, () -> api.get(MODELS), found -> found.status() == 200
                && found.data().getJsonArray("models").getValuesAs(JsonObject.class).stream().anyMatch(wanted));
        return answer.data().getJsonArray("models").getJsonObject(0);
    }

    @Test
    void driftIsComputedStatedShownAndKept() throws Exception {
        JsonObject reference;
        try (ServerProcess server = start(); Client client = Client.enveloped(server.address(), "watcher")) {
            Api api = new Api(server.address());
            publish(server, 1000, 0);
            publish(server, 500, 1);
            awaitModel(api, each -> each.getString("status").equals("DRIFT_DETECTED"));
            JsonObject stated = client.json("drift.status").getJsonObject("payload");
            assertThat(stated.getString("status")).isEqualTo("DRIFT_DETECTED");
            assertThat(stated.getString("source")).isEqualTo("drift.detector");
            assertThat(stated.getString("model_name")).isEqualTo("fraud");
            assertThat(stated.getJsonArray("affected_components").getString(0)).isEqualTo("age");

            publish(server, 250, 1);
            JsonObject model = awaitModel(api, each -> each.getInt("window_events") == 250);
            assertThat(model.getString("status")).isEqualTo("DRIFT_DETECTED");
            assertThat(model.getInt("missing_events")).isEqualTo(250);
            assertThat(model.getJsonArray("features").getJsonObject(0).getString("name")).isEqualTo("age");
            assertThat(model.getJsonArray("features").getJsonObject(0).getInt("windows_in_a_row")).isEqualTo(1);
            assertThat(model.getJsonArray("features")).hasSize(4);
            assertThat(model.getJsonArray("history")).hasSize(1);
            assertThat(api.get("/api/v2/drift/models").data().getJsonArray("models").getJsonObject(0)
                    .getJsonArray("features")).isEmpty();
            String level = "wirescope_drift_level{model=\"fraud\",model_version=\"7\"}";
            Scrape metrics = Api.await(PATIENCE, () -> Scrape.of(server.address()),
                    scrape -> scrape.samples().getOrDefault(level, 0.0) == 1
                            && scrape.samples().getOrDefault("wirescope_drift_events_total", 0.0) == 1750);
            assertThat(metrics.samples().get("wirescope_drift_score{model=\"fraud\",model_version=\"7\"}"))
                    .isGreaterThan(0.1);
            reference = api.get(REFERENCES + "?model=fraud&model_version=7").data();

            refuses(api);
            server.terminate().join();
        }

        try (ServerProcess server = start()) {
            Api api = new Api(server.address());
            JsonObject model = awaitModel(api, each -> true);
            assertThat(model.getString("status")).isEqualTo("DRIFT_DETECTED");
            assertThat(model.getInt("window_events")).isEqualTo(250);
            assertThat(api.get(REFERENCES + "?model=fraud&model_version=7").data()).isEqualTo(reference);

            uploads(api, reference);
        }
    }

    private static void refuses(Api api) throws Exception {
        Answer three = api.send("PUT", REFERENCES, "{\"model\": \"fraud\", \"samples\": [{\"score\": 1},"
                + " {\"score\": 2}, {\"score\": 3}]}");
        assertThat(three.status()).isEqualTo(422);
        assertThat(three.error().getString("message")).startsWith("samples must be at least 1000, not 3");
        assertThat(api.send("PUT", REFERENCES, "{\"model\": \"fraud\"}").status()).isEqualTo(422);
        assertThat(api.send("PUT", REFERENCES, "{\"samples\": []}").error().getJsonObject("details")
                .getString("parameter")).isEqualTo("model");
        assertThat(api.get(REFERENCES + "?model=unknown").status()).isEqualTo(404);
        assertThat(api.get(REFERENCES).status()).isEqualTo(422);
        assertThat(api.call("DELETE", REFERENCES + "?model=unknown").status()).isEqualTo(404);
        assertThat(api.send("PUT", REFERENCES, "{}", "Origin", "https://elsewhere.example").status()).isEqualTo(403);
    }

    private static void uploads(Api api, JsonObject reference) throws Exception {
        JsonObject other = Json.createObjectBuilder(reference).add("model_version", "8").build();
        Answer used = api.send("PUT", REFERENCES, other.toString());
        assertThat(used.status()).as("%s", used).isEqualTo(200);
        assertThat(used.data().getJsonObject("reference").getString("origin")).isEqualTo("uploaded");
        assertThat(api.get(REFERENCES + "?model=fraud&model_version=8").data()).isEqualTo(other);

        Answer anew = api.call("DELETE", REFERENCES + "?model=fraud&model_version=8");
        assertThat(anew.data().getJsonObject("reference").getString("state")).isEqualTo("learning");
        assertThat(api.get(REFERENCES + "?model=fraud&model_version=8").status()).isEqualTo(404);
    }
}
