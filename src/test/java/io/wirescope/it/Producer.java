package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Another service that publishes events over HTTP. */
final class Producer {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI events;

    Producer(URI server) {
        events = server.resolve(Api.ROOT + "/events");
    }

    /** Posts a body as one type, with headers by turns with their values. */
    Answer post(String contentType, String body, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = contentType;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return post(BodyPublishers.ofString(body), all);
    }

    /** Posts a body, and holds the answer to the form that all have. */
    Answer post(HttpRequest.BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(events).timeout(PATIENCE).POST(body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return Answer.of(response.statusCode(), response.headers(), response.body());
    }

    /** {@return the sequences of an answer that accepted so many events} */
    static List<Long> sequences(Answer answer, int accepted) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(answer.data().keySet()).containsExactly("accepted", "sequences");
        assertThat(answer.data().getInt("accepted")).isEqualTo(accepted);
        JsonArray sequences = answer.data().getJsonArray("sequences");
        assertThat(sequences).hasSize(accepted);
        return sequences.stream().map(value -> ((JsonNumber) value).longValueExact()).toList();
    }

    /** Fails unless an answer refuses one member of one event. */
    static void isInvalid(Answer answer, int index, String member) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(422);
        assertThat(answer.error().getString("code")).isEqualTo("VALIDATION_ERROR");
        JsonObject details = answer.error().getJsonObject("details");
        assertThat(details.getInt("index")).isEqualTo(index);
        assertThat(details.getString("parameter")).isEqualTo(member);
        assertThat(details.getString("rule")).isNotEmpty();
    }

    /** Fails unless an answer refuses with a status and a code. */
    static void isRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.error().getString("code")).isEqualTo(code);
    }
}
