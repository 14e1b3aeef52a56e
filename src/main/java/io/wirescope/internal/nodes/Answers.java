package io.wirescope.internal.nodes;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import jakarta.json.JsonObject;

/**
 * What the nodes answered.
 *
 * @param byNode  the answers by the ids of their nodes
 * @param missing the nodes that did not answer in time, or with what is no answer
 */
public record Answers(SortedMap<String, JsonObject> byNode, SortedSet<String> missing) {

    /** {@return the ids of the nodes that answered, in order} */
    public List<String> answered() {
        return List.copyOf(byNode.keySet());
    }

    /**
     * Reads each answer.
     *
     * @param reader reads one; throws where it is not what was asked for, and its node is then missing
     * @param <T>    what is read
     * @return what was read, by node
     */
    public <T> Read<T> read(Function<JsonObject, T> reader) {
        SortedMap<String, T> read = new TreeMap<>();
        SortedSet<String> lacking = new TreeSet<>(missing);
        byNode.forEach((node, answer) -> {
            try {
                read.put(node, reader.apply(answer));
            } catch (RuntimeException e) { // another release, or a node that is broken
                lacking.add(node);
            }
        });
        return new Read<>(read, lacking);
    }

    /**
     * What could be read.
     *
     * @param byNode  by the ids of the nodes
     * @param missing the others
     * @param <T>     what was read
     */
    public record Read<T>(SortedMap<String, T> byNode, SortedSet<String> missing) {
    }
}
