package io.wirescope.it;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** The HTTP API as a caller sees it. */
final class Api {

    static final String ROOT = "/api/v2/observability";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI server;

    Api(URI server) {
        this.server = server;
    }

    Answer get(String path, String... headers) throws Exception {
        return call("GET", path, headers);
    }

    /** Calls, and holds the answer to the form that all have. */
    Answer call(String method, String path, String... headers) throws Exception {
        HttpResponse<String> response = exchange(method, path, headers);
        return Answer.of(response.statusCode(), response.headers(), response.body());
    }

    /** Sends JSON, and holds the answer to the form that all have. */
    Answer send(String method, String path, String json, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return Answer.of(response.statusCode(), response.headers(), response.body());
    }

    /** Calls, and takes whatever comes. */
    HttpResponse<String> exchange(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** {@return the events of a query, newest first, once there are as many as that} */
    List<JsonObject> events(String query, int atLeast) throws Exception {
        return await(ROOT + "/events?limit=1000&" + query,
                answer -> answer.data().getJsonArray("events").size() >= atLeast)
                .data().getJsonArray("events").getValuesAs(JsonObject.class);
    }

    /** {@return the connections of a client, oldest first, once there are as many as that} */
    List<JsonObject> connections(String encodedClientId, int number) throws Exception {
        return await(ROOT + "/connections?client_id=" + encodedClientId,
                answer -> answer.data().getInt("total") == number)
                .data().getJsonArray("connections").getValuesAs(JsonObject.class);
    }

    /** {@return the connections of a client now, oldest first} */
    List<JsonObject> connections(String encodedClientId) throws Exception {
        return get(ROOT + "/connections?client_id=" + encodedClientId).data().getJsonArray("connections")
                .getValuesAs(JsonObject.class);
    }

    JsonObject stats() throws Exception {
        return get(ROOT + "/stats").data();
    }

    /** Asks again until the answer is as wanted; fails with the last answer after half a minute. */
    Answer await(String path, Predicate<Answer> wanted) throws Exception {
        return await(() -> get(path), wanted);
    }

    /** Calls again until the result is as wanted; fails with the last result after half a minute. */
    static <T> T await(Callable<T> call, Predicate<T> wanted) throws Exception {
        return await(PATIENCE, call, wanted);
    }

    static <T> T await(Duration patience, Callable<T> call, Predicate<T> wanted) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            T result = call.call();
            if (wanted.test(result)) {
                return result;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never as wanted: " + result);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // every call is an event and pushes others out
        }
    }
}
