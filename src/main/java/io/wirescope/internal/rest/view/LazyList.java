package io.wirescope.internal.rest.view;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Function;

/**
 * Maps the elements of a list, each when it is read: as JSON objects the data of a thousand events may take twenty
 * times the memory that it takes in the buffer.
 *
 * @param <E> the events
 * @param <V> the views
 */
public final class LazyList<E, V> extends AbstractList<V> implements RandomAccess {

    private final List<E> events;
    private final Function<E, V> view;

    /**
     * @param events are not changed meanwhile
     * @param view   makes the view of one
     */
    public LazyList(List<E> events, Function<E, V> view) {
        this.events = events;
        this.view = view;
    }

    @Override
    public V get(int index) {
        return view.apply(events.get(index));
    }

    @Override
    public int size() {
        return events.size();
    }

    // JSON-B hashes what it writes, and would so make each view twice more.
    @Override
    public boolean equals(Object other) {
        return other instanceof LazyList<?, ?> list && events.equals(list.events);
    }

    @Override
    public int hashCode() {
        return events.hashCode();
    }
}
