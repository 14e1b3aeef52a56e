package io.wirescope.internal.config;

import io.wirescope.envelope.IdSource;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Produces the clock, the ids and the container's threads, each in one place, so that a test can
 * replace them.
 */
@Dependent
public class ServerEnvironment {

    /** How many closes may wait for their peers at once. */
    private static final int CLOSERS = 64;

    @Resource
    private ManagedExecutorService executor;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    IdSource ids() {
        return IdSource.random();
    }

    @Produces
    @Singleton
    Threads threads() {
        return new Threads(executor, scheduler, closer());
    }

    // Open Liberty's pool is also what answers HTTP: fifty closes that wait for stuck peers would stop it all. Payara
    // Micro has no such factory, and its closes do not wait.
    private Executor closer() {
        ThreadFactory factory;
        try {
            factory = InitialContext.doLookup("java:comp/DefaultManagedThreadFactory");
        } catch (NamingException e) {
            return executor;
        }
        ThreadPoolExecutor closer = new ThreadPoolExecutor(CLOSERS, CLOSERS, 10, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), factory);
        closer.allowCoreThreadTimeOut(true);
        return closer;
    }

    static void end(@Disposes Threads threads) {
        if (threads.closer() instanceof ThreadPoolExecutor closer) {
            closer.shutdown();
        }
    }
}
