package io.wirescope.internal.nodes;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;

/**
 * What a node says of itself at each beat.
 *
 * @param node     its id
 * @param instance differs for each start, by which two nodes with one id are noticed
 * @param number   rises by one with each beat
 * @param state    what it does
 * @param wire     the versions that it understands
 * @param vitals   its numbers
 */
public record Beat(String node, String instance, long number, NodeState state, WireVersions wire, NodeVitals vitals) {

    String toText() {
        return JsonFormat.write(JsonFormat.object()
                .add("node", node)
                .add("instance", instance)
                .add("number", number)
                .add("state", state.wireName())
                .add("wire_least", wire.least())
                .add("wire_most", wire.most())
                .add("vitals", vitals.toJson()).build());
    }

    /**
     * Reads a beat.
     *
     * @param node the node under whose id it was written
     * @param text what was written, perhaps by another program
     * @return empty where it is none, or of another node
     */
    static Optional<Beat> read(String node, String text) {
        try {
            JsonObject json = JsonFormat.read(text).asJsonObject();
            Beat beat = new Beat(((JsonString) json.get("node")).getString(),
                    ((JsonString) json.get("instance")).getString(), number(json, "number"),
                    NodeState.of(json.getString("state", "")).orElse(NodeState.UP),
                    new WireVersions((int) number(json, "wire_least"), (int) number(json, "wire_most")),
                    NodeVitals.read(JsonFormat.objectOrNull(json, "vitals")));
            return beat.node().equals(node) ? Optional.of(beat) : Optional.empty();
        } catch (MalformedJsonException | RuntimeException e) { // a member is missing or of another type
            return Optional.empty();
        }
    }

    private static long number(JsonObject json, String member) {
        return ((JsonNumber) json.get(member)).longValueExact();
    }
}
