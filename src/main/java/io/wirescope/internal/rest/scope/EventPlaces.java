package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.config.NodeIdentity;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a reader has come on each server: the {@code after} and {@code next_after} of a query to all of them, and the
 * ids of a stream of all. Immutable.
 *
 * @param byNode the last sequence of each server; none for one that is read from the beginning
 */
public record EventPlaces(Map<String, Long> byNode) {

    /** Of a reader that has seen nothing. */
    public static final EventPlaces START = new EventPlaces(Map.of());

    private static final String RULE = "must be a next_after, or the id of a stream, that was given with scope=cluster";

    /** Servers in one text. */
    private static final int MAX_NODES = 1000;

    /** Sequences stay below the whole numbers that JavaScript can't count. */
    private static final Pattern PLACE = Pattern.compile("(.{1,64}):([0-9]{1,16})");

    /** Copies the map, in the order of the servers' ids. */
    public EventPlaces {
        byNode = Collections.unmodifiableMap(new TreeMap<>(byNode));
    }

    /**
     * Reads the text of {@link #toString}; also an empty one, and {@code 0}.
     *
     * @param parameter names it in an error
     * @param text      the text
     * @return the places
     * @throws InvalidFieldException when it is none
     */
    public static EventPlaces read(String parameter, String text) {
        if (text.isEmpty() || text.equals("0")) {
            return START;
        }
        SortedMap<String, Long> byNode = new TreeMap<>();
        String[] places = text.split(",", MAX_NODES + 1);
        for (String place : places) {
            Matcher parts = PLACE.matcher(place);
            if (places.length > MAX_NODES || !parts.matches() || !NodeIdentity.isValid(parts.group(1))) {
                throw new InvalidFieldException(parameter, RULE);
            }
            byNode.put(parts.group(1), Long.parseLong(parts.group(2)));
        }
        return new EventPlaces(byNode);
    }

    /** {@return the last sequence of a server, 0 for the beginning} */
    public long of(String node) {
        return byNode.getOrDefault(node, 0L);
    }

    @Override
    public String toString() {
        return byNode.entrySet().stream().map(place -> place.getKey() + ':' + place.getValue())
                .collect(Collectors.joining(","));
    }
}
