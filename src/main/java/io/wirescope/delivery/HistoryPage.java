package io.wirescope.delivery;

import java.util.List;

/**
 * What a channel's history has after a place.
 *
 * @param newest       where the channel stood when it was read
 * @param isComplete   whether every message since the place is in the history, of which these are the first; where false there
 *                     are none
 * @param publications the messages, by offset; the last of them is at {@code newest} unless there are more than were asked for
 */
public record HistoryPage(StreamPosition newest, boolean isComplete, List<Publication> publications) {

    /** Copies the list. */
    public HistoryPage {
        publications = List.copyOf(publications);
    }

    /** {@return the place after which the rest begins, or empty where there is no more} */
    public boolean hasMore() {
        return isComplete && !publications.isEmpty()
                && publications.get(publications.size() - 1).position().offset() < newest.offset();
    }
}
