/**
 * What the other packages need from their environment: settings, the clock, ids, threads.
 *
 * <p>Settings come from MicroProfile Config under the prefix {@code wirescope.}; their defaults are
 * in {@code META-INF/microprofile-config.properties}.
 */
package io.wirescope.internal.config;
