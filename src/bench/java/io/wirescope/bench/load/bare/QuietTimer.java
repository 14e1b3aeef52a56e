package io.wirescope.bench.load.bare;

import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The remedy that Wirescope has too, so that the ceiling is the true one; off with {@code -Dbare.remedy=false}. */
final class QuietTimer extends ScheduledThreadPoolExecutor {

    private static final QuietTimer NOTHING = new QuietTimer();

    private final ScheduledFuture<?> forgotten = super.schedule(() -> { }, 365, TimeUnit.DAYS);

    private QuietTimer() {
        super(0);
    }

    static void quiet(Session session) {
        if (!Boolean.parseBoolean(System.getProperty("bare.remedy", "true"))) {
            return;
        }
        try {
            Field service = session.getClass().getDeclaredField("service");
            service.setAccessible(true);
            service.set(session, NOTHING);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the ceiling would not be the true one", e);
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return forgotten;
    }
}
