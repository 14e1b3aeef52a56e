package io.wirescope.internal.socket;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps Tyrus, the WebSocket engine of Payara and GlassFish, from planning its idle timer anew for every
 * message, which it does even when no timeout is set. On Payara each planning looks services up in every
 * jar, and that is most of what a message costs. Does nothing on other engines. Thread-safe.
 *
 * <p>There is no setting for it in Tyrus 2.1 or Payara 6. So the session's scheduler is replaced by one
 * that plans nothing. Nothing is lost: silence is judged by {@code Heartbeats}. Where a later Tyrus has no
 * such field, all stays as it is, and the log says so once.
 */
@Service
public class TyrusIdleTimer implements Eager {

    private static final Logger LOG = Logger.getLogger(TyrusIdleTimer.class.getName());

    private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";
    private static final String FIELD = "service";

    private final boolean enabled;
    private final ScheduledExecutorService nothing = new PlansNothing();
    private final AtomicBoolean logged = new AtomicBoolean();

    /** @param settings has {@code wirescope.socket.quiet-idle-timer}, whether to do anything */
    @Inject
    public TyrusIdleTimer(Settings settings) {
        enabled = settings.flag("wirescope.socket.quiet-idle-timer");
    }

    /** Quiets the timer of a session that was just opened, of whatever engine, where it has one. */
    void quiet(Object session) {
        Class<?> type = enabled ? tyrusSession(session.getClass()) : null;
        if (type == null) {
            return;
        }
        try {
            Field field = type.getDeclaredField(FIELD);
            field.setAccessible(true);
            field.set(session, nothing);
            logOnce(Level.INFO, "Tyrus idle timer disabled: heartbeats detect silent peers"
                    + " (wirescope.socket.quiet-idle-timer)", null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            logOnce(Level.WARNING, "Tyrus idle timer could not be disabled: each message costs several times as"
                    + " much CPU", e);
        }
    }

    /** {@return the class of Tyrus that a session's class is or extends, or null where it is another engine's} */
    static Class<?> tyrusSession(Class<?> type) {
        Class<?> found = type;
        while (found != null && !found.getName().equals(SESSION)) {
            found = found.getSuperclass();
        }
        return found;
    }

    private void logOnce(Level level, String message, Exception cause) {
        if (logged.compareAndSet(false, true)) {
            LOG.log(level, message, cause);
        }
    }

    /** Accepts tasks and drops them. It never has a thread. */
    private static final class PlansNothing extends ScheduledThreadPoolExecutor {

        private static final Forgotten FORGOTTEN = new Forgotten();

        PlansNothing() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            return FORGOTTEN;
        }
    }

    /** A plan that is over. */
    private static final class Forgotten extends FutureTask<Void> implements ScheduledFuture<Void> {

        Forgotten() {
            super(() -> { }, null);
            run();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(0, other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
