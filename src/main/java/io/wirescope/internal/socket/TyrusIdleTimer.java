package io.wirescope.internal.socket;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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
 *
 * <p>A session plans it while it is made, too, which is a fifth of what a handshake costs. So the scheduler that the
 * container of this application has for its sessions is replaced by one that drops what has no delay, and only that:
 * another endpoint of the application may have a timeout.
 */
@Service
public class TyrusIdleTimer implements Eager {

    private static final Logger LOG = Logger.getLogger(TyrusIdleTimer.class.getName());

    private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";
    private static final String FIELD = "service";
    private static final String CONTAINER = "org.glassfish.tyrus.core.BaseContainer";
    private static final String CONTAINER_FIELD = "managedScheduledExecutorService";

    private final boolean enabled;
    private final ScheduledExecutorService nothing = new PlansNothing();
    private final AtomicBoolean logged = new AtomicBoolean();
    private final AtomicBoolean containerSeen = new AtomicBoolean();

    /** @param settings has {@code wirescope.socket.quiet-idle-timer}, whether to do anything */
    @Inject
    public TyrusIdleTimer(Settings settings) {
        enabled = settings.flag("wirescope.socket.quiet-idle-timer");
    }

    /** Quiets the timer of a session that was just opened, of whatever engine, where it has one. */
    void quiet(Object session) {
        Class<?> type = enabled ? ancestor(session.getClass(), SESSION) : null;
        if (type == null) {
            return;
        }
        try {
            Field field = type.getDeclaredField(FIELD);
            field.setAccessible(true);
            field.set(session, nothing);
            if (session instanceof Session opened && containerSeen.compareAndSet(false, true)) {
                quietContainer(opened.getContainer());
            }
            logOnce(Level.INFO, "Tyrus idle timer disabled: heartbeats detect silent peers"
                    + " (wirescope.socket.quiet-idle-timer)", null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            logOnce(Level.WARNING, "Tyrus idle timer could not be disabled: each message costs several times as"
                    + " much CPU", e);
        }
    }

    private void quietContainer(Object container) {
        Class<?> type = ancestor(container.getClass(), CONTAINER);
        if (type == null) {
            return;
        }
        try {
            Field field = type.getDeclaredField(CONTAINER_FIELD);
            field.setAccessible(true);
            if (field.get(container) instanceof ScheduledExecutorService scheduler) {
                field.set(container, plansWithDelay(scheduler));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.FINE, "Tyrus idle timer is still started once for each session", e);
        }
    }

    private static ScheduledExecutorService plansWithDelay(ScheduledExecutorService scheduler) {
        return (ScheduledExecutorService) Proxy.newProxyInstance(TyrusIdleTimer.class.getClassLoader(),
                new Class<?>[] {ScheduledExecutorService.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("schedule") && (long) arguments[1] <= 0) {
                        return Forgotten.FORGOTTEN;
                    }
                    try {
                        return method.invoke(scheduler, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** {@return whether a session is Tyrus' own} */
    static boolean isTyrus(Class<?> session) {
        return ancestor(session, SESSION) != null;
    }

    private static Class<?> ancestor(Class<?> type, String name) {
        Class<?> found = type;
        while (found != null && !found.getName().equals(name)) {
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

        PlansNothing() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            return Forgotten.FORGOTTEN;
        }
    }

    /** A plan that is over. */
    private static final class Forgotten extends FutureTask<Void> implements ScheduledFuture<Void> {

        static final Forgotten FORGOTTEN = new Forgotten();

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
