package io.wirescope.config;

import io.wirescope.envelope.IdSource;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/**
 * Makes time, randomness and the container's threads injectable, each in one place, so that a test can
 * replace them.
 */
@Dependent
public class Surroundings {

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
        return new Threads(executor, scheduler);
    }
}
