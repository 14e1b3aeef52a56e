package io.wirescope.connection;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** A way to a peer that only notes what goes over it. Thread-safe. */
public final class ScriptedTransport implements Transport {

    /** A close of the way. */
    public record Close(int code, String reason) {
    }

    private final boolean prompt;
    private final List<String> sent = new ArrayList<>();
    private final List<Close> closes = new ArrayList<>();
    private final Queue<Consumer<Throwable>> inFlight = new ArrayDeque<>();
    private int pings;
    private boolean broken;

    private ScriptedTransport(boolean prompt) {
        this.prompt = prompt;
    }

    /** {@return one whose sends are complete before they return} */
    public static ScriptedTransport prompt() {
        return new ScriptedTransport(true);
    }

    /** {@return one whose sends are complete when the test says so} */
    public static ScriptedTransport held() {
        return new ScriptedTransport(false);
    }

    @Override
    public void send(String text, Consumer<Throwable> done) {
        synchronized (this) {
            sent.add(text);
            if (!prompt) {
                inFlight.add(done);
                return;
            }
        }
        done.accept(null);
    }

    @Override
    public synchronized void ping() {
        pings++;
        if (broken) {
            throw new UncheckedIOException(new IOException("broken pipe"));
        }
    }

    /** Lets every ping frame from here on fail. */
    public synchronized void breakOff() {
        broken = true;
    }

    /** {@return how many ping frames were sent} */
    public synchronized int pings() {
        return pings;
    }

    /** Completes the send that has been in flight longest. */
    public void complete() {
        next().accept(null);
    }

    /** Fails the send that has been in flight longest. */
    public void fail(Throwable cause) {
        next().accept(cause);
    }

    private synchronized Consumer<Throwable> next() {
        return inFlight.remove();
    }

    /** {@return how many sends are in flight} */
    public synchronized int inFlight() {
        return inFlight.size();
    }

    @Override
    public synchronized void close(int code, String reason) {
        closes.add(new Close(code, reason));
    }

    public synchronized List<Close> closes() {
        return List.copyOf(closes);
    }

    /** {@return the texts that were sent, in order} */
    public synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    /** {@return the same, read as JSON} */
    public List<JsonObject> messages() {
        return sent().stream().map(ScriptedTransport::read).toList();
    }

    /** {@return the last message} */
    public JsonObject last() {
        List<JsonObject> messages = messages();
        return messages.get(messages.size() - 1);
    }

    private static JsonObject read(String text) {
        try {
            return JsonFormat.read(text).asJsonObject();
        } catch (MalformedJsonException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
