package io.wirescope.internal.cluster.redis;

import io.wirescope.delivery.ChannelConfig;
import io.wirescope.delivery.Payload;
import io.wirescope.delivery.StreamPosition;
import io.wirescope.envelope.IdSource;
import io.wirescope.internal.cluster.ChannelLog;
import io.wirescope.internal.cluster.ClusterConfig;
import io.wirescope.internal.cluster.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Keeps channels in Redis: a hash says where a channel stands, a list has its tail, and a script does all in one round trip. */
public final class RedisLog implements ChannelLog {

    private static final Script PUBLISH = Script.of(RedisLog.class, "publish.lua");
    private static final Script HISTORY = Script.of(RedisLog.class, "history.lua");
    private static final Script HEADS = Script.of(RedisLog.class, "heads.lua");

    /** Stands for all processes where what one has written can be relied on by the next. */
    private static final String ANY_PROCESS = "any";

    private static final long IDLE = Duration.ofHours(1).toNanos();
    private static final int HEADS_BATCH = 100;
    private static final int WRITER_DIGITS = 10;

    private final RedisEngine engine;
    private final Keys keys;
    private final IdSource ids;
    private final boolean persistent;
    private final String ttl;
    private final String maxMessages;
    private final String maxBytes;
    private final Map<String, Writer> writers = new ConcurrentHashMap<>();
    private final Map<Follower, Consumer<String>> listeners = new ConcurrentHashMap<>();

    /**
     * @param engine   is connected
     * @param config   has the prefix and how long channels are kept
     * @param channels has how much is kept of each
     * @param ids      makes epochs and the ids of writers
     */
    public RedisLog(RedisEngine engine, ClusterConfig config, ChannelConfig channels, IdSource ids) {
        this.engine = engine;
        this.keys = new Keys(config.prefix());
        this.ids = ids;
        this.persistent = config.redis().isPersistenceKept();
        this.ttl = Long.toString(Math.max(1, config.channelTtl().toSeconds()));
        this.maxMessages = Integer.toString(channels.historyMessages());
        this.maxBytes = Long.toString(channels.historyBytes());
        List.of(PUBLISH, HISTORY, HEADS).forEach(engine::require);
    }

    private String run(String process) {
        return persistent ? ANY_PROCESS : process;
    }

    @Override
    public CompletionStage<Appended> append(String channel, Payload payload, BiConsumer<String, Payload> id) {
        Append append = new Append(new ToChannel(channel), payload, id, engine.newDeadline());
        engine.submit(append);
        return append.appended();
    }

    private final class ToChannel implements Append.Target {

        private final String channel;

        ToChannel(String channel) {
            this.channel = channel;
        }

        @Override
        public Writer writer() {
            return writers.computeIfAbsent(channel, name -> new Writer());
        }

        @Override
        public String newWriter() {
            return ids.newSpan().substring(0, WRITER_DIGITS);
        }

        @Override
        public byte[][] words(byte[] text, String process, String writer, long number, long applied) {
            byte[][] words = RedisEngine.evalsha(PUBLISH, List.of(keys.meta(channel), keys.list(channel)), "", run(process),
                    ids.newSpan(), maxMessages, maxBytes, ttl, writer, Long.toString(number), keys.publications(channel),
                    Long.toString(applied));
            words[5] = text;
            return words;
        }

        @Override
        public boolean isPersistent() {
            return persistent;
        }
    }

    @Override
    public CompletionStage<Page> read(String channel, String epoch, long after, int limit) {
        return engine.read(HISTORY, List.of(keys.meta(channel), keys.list(channel)), this::run, ids.newSpan(), ttl,
                epoch == null ? "" : epoch, Long.toString(after), Integer.toString(limit)).thenApply(RedisLog::page);
    }

    private static Page page(Object reply) {
        List<?> parts = (List<?>) reply;
        String epoch = (String) parts.get(0);
        long from = (Long) parts.get(3);
        List<Entry> entries = new ArrayList<>();
        for (Object element : (List<?>) parts.get(4)) {
            entries.add(entry(new StreamPosition(epoch, from++), (String) element, 0));
        }
        return new Page(new StreamPosition(epoch, (Long) parts.get(1)), (Long) parts.get(2), entries);
    }

    private static Entry entry(StreamPosition position, String text, int start) {
        int end = text.indexOf('\n', start);
        return new Entry(position, text.substring(start, end), text.substring(end + 1));
    }

    @Override
    public CompletionStage<Map<String, StreamPosition>> heads(List<String> channels) {
        Map<Integer, List<String>> batches = new HashMap<>();
        for (int i = 0; i < channels.size(); i++) {
            batches.computeIfAbsent(i / HEADS_BATCH, number -> new ArrayList<>()).add(channels.get(i));
        }
        Map<String, StreamPosition> all = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        for (List<String> batch : batches.values()) {
            List<String> names = new ArrayList<>(batch.size() * 2);
            batch.forEach(channel -> {
                names.add(keys.meta(channel));
                names.add(keys.list(channel));
            });
            parts.add(engine.read(HEADS, names, this::run, ttl).thenAccept(reply -> {
                List<?> heads = (List<?>) reply;
                for (int i = 0; i < batch.size(); i++) {
                    String head = (String) heads.get(i);
                    if (!head.isEmpty()) {
                        all.put(batch.get(i), position(head));
                    }
                }
            }).toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(done -> all);
    }

    private static StreamPosition position(String head) {
        int space = head.indexOf(' ');
        return new StreamPosition(head.substring(0, space), Long.parseLong(head.substring(space + 1)));
    }

    @Override
    public CompletionStage<Void> follow(String channel, Follower follower) {
        Consumer<String> listener = frame -> {
            int first = frame.indexOf(' ');
            int second = frame.indexOf(' ', first + 1);
            follower.take(entry(new StreamPosition(frame.substring(0, first), Long.parseLong(frame, first + 1, second, 10)),
                    frame, second + 1));
        };
        listeners.put(follower, listener);
        return engine.listen(keys.publications(channel), listener).whenComplete((done, failure) -> {
            if (failure != null) {
                listeners.remove(follower);
            }
        });
    }

    @Override
    public void unfollow(String channel, Follower follower) {
        Consumer<String> listener = listeners.remove(follower);
        if (listener != null) {
            engine.unlisten(keys.publications(channel), listener);
        }
    }

    /** {@return the key of a session, by the hash of its token} */
    public String sessionKey(String hash) {
        return keys.session(hash);
    }

    @Override
    public void sweep() {
        long now = System.nanoTime();
        writers.values().removeIf(writer -> writer.isIdle(now, IDLE));
    }
}
