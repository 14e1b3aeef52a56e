package io.wirescope.internal.config;

/**
 * CDI event fired when the server or the application is about to stop and all connections were notified. Periodic
 * tasks stop now, because some servers log an error for each task that comes due while they stop. Beans are destroyed
 * later, and may receive it twice.
 */
public record ShutdownStarted() {
}
