package io.wirescope.internal.cluster;

import io.wirescope.delivery.ChannelPosition;
import io.wirescope.delivery.SessionRecord;
import io.wirescope.delivery.SessionRepository;
import io.wirescope.delivery.StreamPosition;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.internal.config.Threads;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The sessions of all servers, by the hash of their token, so that who reads the engine has no token. Thread-safe.
 *
 * <p>They are written when a connection opens and when its channels change, because a server that is killed writes nothing at
 * the end; and again while the connection lasts, so that the engine may forget them. Each server knows its own without asking.
 */
public final class SharedSessions implements SessionRepository {

    private static final Logger LOG = Logger.getLogger(SharedSessions.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);

    /** A session whose connection is here, and when it was written. */
    private record Live(SessionRecord session, long writtenNanos) {
    }

    private final SessionRepository own;
    private final Engine engine;
    private final UnaryOperator<String> keys;
    private final Duration nodeTtl;
    private final Map<String, Live> live = new ConcurrentHashMap<>();
    private final Future<?> ticks;

    /**
     * @param own     this server's
     * @param engine  has all
     * @param keys    gives the key for the hash of a token
     * @param nodeTtl a session outlives a server that is lost by twice of it
     * @param threads write those again whose connection lasts
     */
    public SharedSessions(SessionRepository own, Engine engine, UnaryOperator<String> keys, Duration nodeTtl, Threads threads) {
        this.own = own;
        this.engine = engine;
        this.keys = keys;
        this.nodeTtl = nodeTtl;
        this.ticks = threads.every(TICK, this::renew);
    }

    /** Ends what is done from time to time. */
    public void stop() {
        ticks.cancel(false);
    }

    @Override
    public Duration ttl() {
        return own.ttl();
    }

    @Override
    public void onForgotten(Consumer<String> action) {
        own.onForgotten(action);
    }

    @Override
    public CompletionStage<Void> save(SessionRecord session) {
        live.put(session.token(), new Live(session, System.nanoTime()));
        return own.save(session).thenCompose(saved -> write(session, ttl().plus(nodeTtl.multipliedBy(2))));
    }

    @Override
    public CompletionStage<Void> ended(SessionRecord session) {
        live.remove(session.token());
        return own.ended(session).thenCompose(noted -> write(session, ttl()));
    }

    // One that could not be written is good on this server, until it is written again.
    private CompletionStage<Void> write(SessionRecord session, Duration life) {
        return engine.command("SET", key(session.token()), json(session), "PX", Long.toString(life.toMillis()))
                .handle((done, failure) -> {
                    if (failure != null) {
                        LOG.log(Level.FINE, "A session was not written", failure);
                    }
                    return null;
                });
    }

    private String key(String token) {
        try {
            return keys.apply(HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String json(SessionRecord session) {
        JsonArrayBuilder positions = JsonFormat.array();
        session.positions().forEach(position -> positions.add(position.toJson()));
        return JsonFormat.write(JsonFormat.object().add("client", session.clientId()).add("positions", positions).build());
    }

    @Override
    public CompletionStage<Optional<SessionRecord>> find(String token, String clientId) {
        return own.find(token, clientId).thenCompose(found -> found.isPresent() ? CompletableFuture.completedFuture(found)
                : engine.command("GET", key(token)).thenApply(text -> Optional.ofNullable((String) text)
                        .flatMap(json -> session(token, json))
                        .filter(session -> session.clientId().equals(clientId))));
    }

    private static Optional<SessionRecord> session(String token, String text) {
        try {
            JsonObject json = JsonFormat.read(text).asJsonObject();
            List<ChannelPosition> positions = new ArrayList<>();
            for (JsonObject place : json.getJsonArray("positions").getValuesAs(JsonObject.class)) {
                positions.add(new ChannelPosition(place.getString("channel"),
                        new StreamPosition(place.getString("epoch"), place.getJsonNumber("offset").longValueExact())));
            }
            return Optional.of(new SessionRecord(token, json.getString("client"), positions));
        } catch (MalformedJsonException | RuntimeException e) { // another application's, or of another version
            LOG.log(Level.WARNING, "A session of the cluster engine can''t be read reason={0}", e.getMessage());
            return Optional.empty();
        }
    }

    private void renew() {
        long now = System.nanoTime();
        live.replaceAll((token, one) -> {
            if (now - one.writtenNanos() < nodeTtl.toNanos()) {
                return one;
            }
            write(one.session(), ttl().plus(nodeTtl.multipliedBy(2)));
            return new Live(one.session(), now);
        });
    }
}
