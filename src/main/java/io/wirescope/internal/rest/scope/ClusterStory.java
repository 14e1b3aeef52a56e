package io.wirescope.internal.rest.scope;

import io.wirescope.event.Correlation;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.nodes.Answers;
import io.wirescope.internal.rest.scope.StoryEvents.Part;
import io.wirescope.internal.rest.view.ApiResponse.AskedNodes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What happened in one request on all servers. Thread-safe. */
@Dependent
public class ClusterStory {

    static final String KIND = "correlation";

    private static final Comparator<ObservabilityEvent> AS_HAPPENED = Comparator
            .comparingLong(ObservabilityEvent::epochMicros).thenComparing(ObservabilityEvent::busId)
            .thenComparingLong(ObservabilityEvent::sequence);

    private final Cluster cluster;

    @Inject
    ClusterStory(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * A story over all servers.
     *
     * @param correlation the events, of which {@link ObservabilityEvent#busId} is the server's id; empty when no server
     *                    that answered has one
     * @param nodes       who answered and who did not
     */
    public record Story(Optional<Correlation> correlation, AskedNodes nodes) {
    }

    /**
     * Collects what the servers have of a request: the first {@link Correlation#MAX_EVENTS}.
     *
     * @param requestId the request, a valid id
     * @return the story
     */
    public Story find(String requestId) {
        Answers.Read<Part> read = cluster.askAll(KIND, requestId).read(Part::of);
        List<ObservabilityEvent> all = read.byNode().values().stream().flatMap(part -> part.events().stream())
                .sorted(AS_HAPPENED).toList();
        boolean truncated = all.size() > Correlation.MAX_EVENTS
                || read.byNode().values().stream().anyMatch(Part::truncated);
        Optional<Correlation> story = all.isEmpty() ? Optional.empty() : Optional.of(new Correlation(requestId,
                all.subList(0, Math.min(all.size(), Correlation.MAX_EVENTS)), truncated));
        return new Story(story, Cluster.asked(read));
    }
}
