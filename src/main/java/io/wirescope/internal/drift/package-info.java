/**
 * Computes the drift of models from {@code inference.audit} events: compares windows of events with a reference, feature by
 * feature, and reports changes through {@link io.wirescope.drift.DriftBroadcaster}.
 *
 * <p>Counts are values that add up: those of several servers, merged, are those of one that read all events.
 */
package io.wirescope.internal.drift;
