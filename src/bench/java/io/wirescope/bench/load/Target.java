package io.wirescope.bench.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What is measured: where its clients connect, and how a message goes to all of them.
 *
 * @param name      for the report
 * @param server    its address
 * @param echo      path and query of a client that is echoed, without its number at the end
 * @param broadcast path and query of a client that hears broadcasts, without its number at the end
 * @param publish   where a message for all is posted
 * @param type      the type of the messages that are echoed
 */
record Target(String name, URI server, String echo, String broadcast, String publish, String type) {

    private static final String ECHOED = "load.echo";

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String FILLING = "x".repeat(100);

    /** {@return a Wirescope} */
    static Target wirescope(URI server) {
        return new Target("wirescope", server, "/ws/client?role=test&client_id=load-",
                "/ws/client?role=test&client_id=load-", "/api/v2/channels/broadcast/messages", ECHOED);
    }

    /** {@return the bare endpoints of {@link BareWar}} */
    static Target bare(String name, URI server) {
        return new Target(name, server, "/echo?", "/broadcast?", "/send", ECHOED);
    }

    /** {@return the endpoints of {@link BareWar} that parse, answer with envelopes and note events} */
    static Target working(String name, URI server) {
        return new Target(name, server, "/working-echo?", "/working-broadcast?", "/working-send", ECHOED);
    }

    /** {@return the same with messages of another type, which a route may take} */
    Target ofType(String otherType) {
        return new Target(name, server, echo, broadcast, publish, otherType);
    }

    /** {@return a message that is echoed, about 200 bytes} */
    byte[] echoMessage() {
        return ("{\"envelope_version\":1,\"type\":\"" + type + "\",\"timestamp\":\"2025-08-16T01:36:59.923393+00:00\","
                + "\"payload\":{\"k\":0,\"filling\":\"" + FILLING + "\"}}").getBytes(StandardCharsets.UTF_8);
    }

    /** Posts message number {@code k} of about 200 bytes for all, and waits for the answer. */
    void publish(long k) throws Exception {
        publish(k, FILLING);
    }

    /** Posts message number {@code k} with something to carry for all, and waits for the answer. */
    void publish(long k, String filling) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(publish)).timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"load.tick\",\"payload\":{\"k\":" + k
                        + ",\"filling\":\"" + filling + "\"}}")).build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException("publish: " + answer.statusCode() + " " + answer.body());
        }
    }
}
