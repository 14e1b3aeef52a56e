package io.wirescope.internal.security;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.SecurityRecord;
import io.wirescope.internal.http.Exchange;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Notes who came, who was refused and who changed something: as an event of the types {@code security.*}, and in the log of
 * the name {@code io.wirescope.audit}. The first of its kind from an address at once; what follows within
 * {@link #WINDOW} is counted, and noted as one at its end, so that a flood of refusals fills neither. Never notes a
 * credential. Thread-safe, bounded in memory.
 */
@Service
public class SecurityAudit implements Eager {

    /** What the types of its events begin with; nobody else may publish those. */
    public static final String PREFIX = "security.";

    /** A credential was seen for the first time in a while, and is good. */
    public static final String LOGIN = "login";
    /** A browser session was ended. */
    public static final String LOGOUT = "logout";
    /** A caller without a good credential was refused. */
    public static final String DENIED = "denied";
    /** A caller who may not do what it asked for was refused. */
    public static final String FORBIDDEN = "forbidden";
    /** A connection has a new token. */
    public static final String REFRESHED = "refreshed";
    /** The time of a connection's credential is over. */
    public static final String EXPIRED = "expired";
    /** A caller changed something. */
    public static final String ACTION = "action";
    /** Credentials of an address are not judged, because too many of them were bad. */
    public static final String RATE_LIMITED = "rate_limited";

    /** All of them. */
    public static final List<String> TYPES =
            List.of(LOGIN, LOGOUT, DENIED, FORBIDDEN, REFRESHED, EXPIRED, ACTION, RATE_LIMITED);

    static final Duration WINDOW = Duration.ofSeconds(10);
    static final int MAX_KINDS = 1000;

    private static final Logger LOG = Logger.getLogger("io.wirescope.audit");
    private static final int MAX_TARGET = 256;
    private static final String OTHERS = "others";

    /** What counts as alike. */
    private record Kind(String type, String address, String subject, String code, String target) {
    }

    private static final class Window {
        private final long startNanos;
        private long more;

        Window(long startNanos) {
            this.startNanos = startNanos;
        }
    }

    private final ObservabilityEventBus bus;
    private final Threads threads;
    private final LongSupplier nanos;
    private final Map<String, LongAdder> counts = new LinkedHashMap<>();
    private final Map<Kind, Window> windows = new LinkedHashMap<>();
    private volatile Future<?> rounds;

    /**
     * @param bus     gets the events
     * @param threads end the windows
     */
    @Inject
    public SecurityAudit(ObservabilityEventBus bus, Threads threads) {
        this(bus, threads, System::nanoTime);
    }

    SecurityAudit(ObservabilityEventBus bus, Threads threads, LongSupplier nanos) {
        this.bus = bus;
        this.threads = threads;
        this.nanos = nanos;
        TYPES.forEach(type -> counts.put(type, new LongAdder()));
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        rounds = threads.every(WINDOW.dividedBy(2), this::endWindows);
    }

    void stop(@Observes ShutdownStarted event) {
        stop();
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    /**
     * Notes that a request was refused.
     *
     * @param status 401 or 503 for one without a good credential, 403 or 421 for one that may not, 429 for one that was not judged
     * @param code   the error that it got
     */
    public void refused(HttpServletRequest request, int status, String code) {
        String type = switch (status) {
            case 429 -> RATE_LIMITED;
            case 403, 421 -> FORBIDDEN;
            default -> DENIED;
        };
        // for those without a good credential the target stays out: every path would be a kind of its own
        note(type, Exchange.of(request), Authentication.callerOf(request).subject(), code,
                type.equals(FORBIDDEN) ? target(request) : null);
    }

    /**
     * Notes that a request was refused because of the name that it came under, or of the page that it came from.
     *
     * @param compared what was compared; cut to 256 characters
     */
    public void mismatch(HttpServletRequest request, String code, String compared) {
        note(FORBIDDEN, Exchange.of(request), Authentication.callerOf(request).subject(), code, cut(compared));
    }

    /** Notes that a caller with a credential changes something. */
    public void action(HttpServletRequest request) {
        note(ACTION, Exchange.of(request), Authentication.callerOf(request).subject(), null, target(request));
    }

    /**
     * Notes anything else.
     *
     * @param type     one of {@link #TYPES}
     * @param exchange the request that it belongs to
     * @param subject  who it is about, or null
     * @param code     what exactly, a word; or null
     * @param target   what it was done to, or null
     */
    public void note(String type, Exchange exchange, String subject, String code, String target) {
        note(type, exchange.clientAddress(), subject, code, target,
                new EventContext(exchange.requestId(), exchange.trace(), null, null, "security"));
    }

    /**
     * Notes what belongs to a connection.
     *
     * @param address of the client
     * @param context of the connection
     */
    public void note(String type, String address, String subject, String code, String target, EventContext context) {
        counts.get(type).increment();
        if (isFirst(new Kind(type, address, subject, code, target))) {
            emit(type, new SecurityRecord(address, subject, code, target, 1), context);
        }
    }

    /** {@return how many of a type there were} */
    public long count(String type) {
        return counts.get(type).sum();
    }

    private boolean isFirst(Kind kind) {
        synchronized (windows) {
            Window window = windows.get(kind);
            if (window == null && windows.size() < MAX_KINDS) {
                windows.put(kind, new Window(nanos.getAsLong()));
                return true;
            }
            if (window == null) { // one for all that is too much
                window = windows.computeIfAbsent(new Kind(kind.type(), OTHERS, null, null, null),
                        key -> new Window(nanos.getAsLong()));
            }
            window.more++;
            return false;
        }
    }

    /** Notes what came since each window began, and begins anew. */
    void endWindows() {
        Map<Kind, Long> over = new LinkedHashMap<>();
        synchronized (windows) {
            long now = nanos.getAsLong();
            new ArrayList<>(windows.entrySet()).forEach(entry -> {
                if (now - entry.getValue().startNanos >= WINDOW.toNanos()) {
                    over.put(entry.getKey(), entry.getValue().more);
                    windows.remove(entry.getKey());
                }
            });
        }
        over.forEach((kind, more) -> {
            if (more > 0) {
                emit(kind.type(), new SecurityRecord(kind.address(), kind.subject(), kind.code(), kind.target(), more),
                        new EventContext(null, null, null, null, "security"));
            }
        });
    }

    private void emit(String type, SecurityRecord what, EventContext context) {
        bus.publish(PREFIX + type, context, what);
        boolean harmless = type.equals(LOGIN) || type.equals(LOGOUT) || type.equals(REFRESHED) || type.equals(ACTION);
        LOG.log(harmless ? Level.INFO : Level.WARNING, () -> line(type, what));
    }

    private static String line(String type, SecurityRecord what) {
        StringBuilder line = new StringBuilder(type);
        append(line, "address", what.clientRemote());
        append(line, "subject", what.subject());
        append(line, "code", what.code());
        append(line, "target", what.target());
        return line.append(" count=").append(what.count()).toString();
    }

    // As JSON, so that no caller can break the line or add a field.
    private static void append(StringBuilder line, String name, String value) {
        if (value != null) {
            line.append(' ').append(name).append('=').append(JsonFormat.string(value));
        }
    }

    private static String target(HttpServletRequest request) {
        return cut(request.getMethod() + " " + request.getRequestURI());
    }

    private static String cut(String text) {
        return text.length() <= MAX_TARGET ? text : text.substring(0, MAX_TARGET);
    }
}
