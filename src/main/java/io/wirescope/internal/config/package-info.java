/**
 * What the other rooms take from their surroundings: settings, the clock, ids, threads.
 *
 * <p>Settings come from MicroProfile Config under the prefix {@code wirescope.}; their defaults stand
 * in {@code META-INF/microprofile-config.properties}.
 */
package io.wirescope.internal.config;
