package io.wirescope.it;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket client that hands out what came, in order. Waits up to half a minute for each. */
final class Client implements AutoCloseable, WebSocket.Listener {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** How a connection ended. */
    record Close(int code, String reason) {
    }

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();
    private WebSocket socket;
    private JsonObject hello;

    private Client() {
    }

    /** Connects to a path and query below the server's address. */
    static Client connect(URI server, String pathAndQuery) throws Exception {
        return connect(server, pathAndQuery, Map.of());
    }

    static Client connect(URI server, String pathAndQuery, Map<String, String> headers) throws Exception {
        Client client = new Client();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(PATIENCE);
        headers.forEach(builder::header);
        URI address = URI.create("ws://" + server.getHost() + ":" + server.getPort() + pathAndQuery);
        client.socket = builder.buildAsync(address, client).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return client;
    }

    /** Connects to the envelope address and takes the hello; parameters may follow the id. */
    static Client enveloped(URI server, String clientIdAndMore) throws Exception {
        return enveloped(server, clientIdAndMore, Map.of());
    }

    static Client enveloped(URI server, String clientIdAndMore, Map<String, String> headers) throws Exception {
        Client client = connect(server, "/ws/client?client_id=" + clientIdAndMore, headers);
        client.hello = client.json();
        return client;
    }

    /** {@return the hello that {@link #enveloped} took} */
    JsonObject hello() {
        return hello;
    }

    /** {@return the server's id of this connection, from hello} */
    String connectionId() {
        return hello.getJsonObject("payload").getString("connection_id");
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            received.add(parts.toString());
            texts.add(parts.toString());
            parts.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(new Close(statusCode, reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** Sends a text. */
    void send(String text) throws Exception {
        socket.sendText(text, true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Sends a text that the server may end the connection over before it has read it all. */
    void sendUntilClosed(String text) throws Exception {
        try {
            send(text);
        } catch (ExecutionException e) {
            closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    void sendBinary(byte[] bytes) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** {@return every text that came so far, taken or not} */
    List<String> received() {
        return List.copyOf(received);
    }

    /** {@return the next text} */
    String text() throws Exception {
        String text = texts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
            throw new TimeoutException("no message within " + PATIENCE);
        }
        return text;
    }

    /** {@return the next text, read as a JSON object} */
    JsonObject json() throws Exception {
        return Answer.parse(text());
    }

    /** {@return the next message of a type; others are passed over} */
    JsonObject json(String type) throws Exception {
        JsonObject message = json();
        while (!message.getString("type").equals(type)) {
            message = json();
        }
        return message;
    }

    /** Sends a text and takes the next message. */
    JsonObject ask(String text) throws Exception {
        send(text);
        return json();
    }

    /** {@return whether the connection has ended} */
    boolean isClosed() {
        return closed.isDone();
    }

    /** {@return how the server closed} */
    Close closed() throws Exception {
        return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends the connection without a word. */
    void abort() {
        socket.abort();
    }

    /** Closes with 1000 and waits until the server agreed; does nothing when the connection has ended. */
    @Override
    public void close() {
        try {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            closed.completeExceptionally(e); // it has ended another way
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            socket.abort();
        }
    }
}
