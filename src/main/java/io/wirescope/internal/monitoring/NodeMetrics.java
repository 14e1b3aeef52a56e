package io.wirescope.internal.monitoring;

import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.ShutdownStarted;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.nodes.Frames;
import io.wirescope.internal.nodes.Nodes;
import io.wirescope.internal.nodes.Questions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The metrics of the nodes of a cluster (MicroProfile Metrics 5.1); none where the server stands alone. */
@Service
public class NodeMetrics {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(NodeMetrics.class.getName()));

    private final SampledMetrics metrics;
    private final Nodes nodes;
    private final Questions questions;
    private final Frames frames;

    /**
     * @param metrics   where the metrics are registered
     * @param nodes     know who is there
     * @param questions count what was asked
     * @param frames    count what could not be read
     * @param threads   sample
     */
    @Inject
    public NodeMetrics(MetricRegistry metrics, Nodes nodes, Questions questions, Frames frames, Threads threads) {
        this.metrics = new SampledMetrics(metrics, threads, FAILURES);
        this.nodes = nodes;
        this.questions = questions;
        this.frames = frames;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (!nodes.isClustered()) {
            return;
        }
        metrics.gauge("wirescope.cluster.nodes", "Servers of the cluster that are up or draining, as this one sees them",
                () -> nodes.living().size());
        metrics.gauge("wirescope.cluster.joined", "1 while this server has joined the cluster, 0 while it must not",
                () -> nodes.refusal().isEmpty() ? 1 : 0);
        metrics.gauge("wirescope.cluster.conflict", "1 while another server has this one's id",
                () -> nodes.isInConflict() ? 1 : 0);
        metrics.counter("wirescope.cluster.nodes.lost", "Servers that fell silent without leaving", nodes::lost);
        metrics.counter("wirescope.cluster.questions", "Questions to other servers", questions::asked);
        metrics.counter("wirescope.cluster.answers.missing", "Servers that did not answer a question in time",
                questions::missing);
        metrics.counter("wirescope.cluster.frames.rubbish", "Texts from the engine that are no frame between servers",
                frames::rubbish);
        metrics.start();
    }

    void stop(@Observes ShutdownStarted shutdown) {
        stop();
    }

    @PreDestroy
    void stop() {
        metrics.stop();
    }
}
