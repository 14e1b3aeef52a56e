package io.wirescope.internal.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Carries what the nodes of one test tell each other, on the caller's thread. */
public final class LocalEngine {

    private final Map<String, String> beats = new ConcurrentHashMap<>();
    private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
    private final Map<String, SharedValue> shared = new ConcurrentHashMap<>();
    private volatile boolean away;

    /** {@return the link of one more node} */
    public NodeLink link() {
        return new Link();
    }

    /** Fails everything from now on, or no longer. */
    public void away(boolean isAway) {
        away = isAway;
    }

    /** Takes a beat away, as after its life. */
    public void expire(String node) {
        beats.remove(node);
    }

    /** Writes a beat, perhaps one that is none. */
    public void beat(String node, String text) {
        beats.put(node, text);
    }

    /** Forgets the shared values, as an engine without persistence. */
    public void forgetShared() {
        shared.clear();
    }

    /** {@return the names of what is listened to} */
    public List<String> listenedTo() {
        return new ArrayList<>(listeners.keySet());
    }

    /** Sends a text to all. */
    public void publish(String text) {
        listeners.getOrDefault("*", List.of()).forEach(listener -> listener.accept(text));
    }

    private final class Link implements NodeLink {

        @Override
        public CompletionStage<Void> beat(String node, String text, Duration life) {
            return stage(() -> beats.put(node, text));
        }

        @Override
        public CompletionStage<Map<String, String>> beats() {
            return away ? failed() : CompletableFuture.completedFuture(new LinkedHashMap<>(beats));
        }

        @Override
        public CompletionStage<Void> publish(String frame) {
            return stage(() -> LocalEngine.this.publish(frame));
        }

        @Override
        public CompletionStage<Void> publish(String node, String frame) {
            return stage(() -> listeners.getOrDefault(node, List.of()).forEach(listener -> listener.accept(frame)));
        }

        @Override
        public void listen(String node, Consumer<String> receiver) {
            listeners.computeIfAbsent("*", name -> new CopyOnWriteArrayList<>()).add(receiver);
            listeners.computeIfAbsent(node, name -> new CopyOnWriteArrayList<>()).add(receiver);
        }

        @Override
        public CompletionStage<Long> share(String key, String value) {
            return away ? failed() : CompletableFuture.completedFuture(shared.compute(key, (name, before) ->
                    new SharedValue(before == null ? 1 : before.version() + 1, value)).version());
        }

        @Override
        public CompletionStage<Map<String, SharedValue>> shared() {
            return away ? failed() : CompletableFuture.completedFuture(new LinkedHashMap<>(shared));
        }

        private CompletionStage<Void> stage(Runnable work) {
            if (away) {
                return failed();
            }
            work.run();
            return CompletableFuture.completedFuture(null);
        }

        private <T> CompletionStage<T> failed() {
            return CompletableFuture.failedFuture(new IllegalStateException("the engine is away"));
        }
    }
}
