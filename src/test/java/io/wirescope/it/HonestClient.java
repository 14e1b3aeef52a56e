package io.wirescope.it;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client that pings, subscribes, queries and listens, and notes how long each took. */
final class HonestClient implements WebSocket.Listener {

    /** The channel that it subscribes to again and again. */
    static final String CHANNEL = "honest";

    private final String id;
    private final URI server;
    private final HttpClient http;
    private final HonestClients group;
    private final StringBuilder parts = new StringBuilder();
    private CompletableFuture<WebSocket> sending;
    private int turns;
    private volatile boolean leaving;

    HonestClient(String id, URI server, HttpClient http, HonestClients group) {
        this.id = id;
        this.server = server;
        this.http = http;
        this.group = group;
        turns = id.hashCode() & 0xff; // not all the same at once
        sending = http.newWebSocketBuilder().buildAsync(
                URI.create("ws://" + server.getAuthority() + "/ws/client?client_id=" + id), this);
    }

    CompletableFuture<?> connected() {
        return sending;
    }

    /** Does the next of what it does. */
    void turn() {
        long due = System.nanoTime();
        switch (turns++ % 3) {
            case 0 -> ask(group.pings(), Messages.envelope("ping"), due);
            case 1 -> ask(group.subscribes(), Messages.envelope(turns % 2 == 0 ? "subscribe" : "unsubscribe")
                    .add("payload", Json.createObjectBuilder().add("channels",
                            Json.createArrayBuilder().add(CHANNEL))), due);
            default -> query(due);
        }
    }

    private void ask(Latencies latencies, JsonObjectBuilder message, long due) {
        latencies.ask(1);
        send(message.add("request_id", "at:" + due).build().toString());
    }

    private synchronized void send(String text) {
        sending = sending.thenCompose(socket -> socket.sendText(text, true)).whenComplete((sent, failure) -> {
            if (failure != null) {
                failed("could not send: " + failure);
            }
        });
    }

    private void query(long due) {
        group.queries().ask(1);
        HttpRequest request = HttpRequest.newBuilder(server.resolve(Api.ROOT + "/events?limit=20&client_id=" + id))
                .timeout(Duration.ofSeconds(20)).build();
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            if (failure != null) {
                failed("query: " + failure);
            } else if (answer.statusCode() != 200) {
                failed("query: " + answer.statusCode() + " " + answer.body());
            } else {
                group.queries().answered(due);
            }
        });
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            take(parts.toString());
            parts.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void take(String message) {
        if (message.contains("\"type\":\"tick\"")) {
            group.broadcasts().answered(Messages.number(message, "\"at\":"));
        } else if (message.contains("\"request_id\":\"at:")) {
            long due = Messages.number(message, "\"request_id\":\"at:");
            if (message.contains("\"type\":\"pong\"")) {
                group.pings().answered(due);
            } else if (List.of("subscribed", "unsubscribed").stream().anyMatch(
                    type -> message.contains("\"type\":\"" + type + "\""))) {
                group.subscribes().answered(due);
            } else {
                failed("unasked for: " + message);
            }
        } else if (message.contains("\"type\":\"ping\"")) {
            send(Messages.envelope("pong").build().toString());
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        failed("closed with " + statusCode + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        failed("broken off: " + error);
    }

    private void failed(String what) {
        if (!leaving) {
            group.failed(id + " " + what);
        }
    }

    synchronized void leave() {
        leaving = true;
        sending.thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }
}
