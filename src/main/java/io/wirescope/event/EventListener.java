package io.wirescope.event;

import io.wirescope.PublicApi;

/**
 * Gets the events of one subscription: in order, each once, never two at a time, on a thread that is
 * not the publisher's.
 *
 * <p>What it throws is noted in the subscription's statistics and harms no one else; while it blocks
 * only it falls behind.
 */
@PublicApi
@FunctionalInterface
public interface EventListener {

    /**
     * Takes one event.
     *
     * @param event one that the filter of the subscription wants
     */
    void onEvent(ObservabilityEvent event);

    /**
     * Receives a gap: events that were evicted before they could be delivered.
     *
     * @param first the first sequence that is lost
     * @param last  the last sequence that is lost, not less than {@code first}
     */
    default void onGap(long first, long last) {
    }
}
