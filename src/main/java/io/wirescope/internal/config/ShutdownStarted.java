package io.wirescope.internal.config;

/**
 * Told through CDI when the server or the application is about to be stopped and everybody has been said goodbye
 * to: what runs periodically stops now, for some servers log an error for each task that comes due while they stop.
 * Beans are destroyed later, and may be told twice.
 */
public record ShutdownStarted() {
}
