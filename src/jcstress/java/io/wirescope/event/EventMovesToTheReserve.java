package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** An event that leaves the ring for the reserve is never in neither, for a reader who looks there second. */
@JCStressTest
@State
@Outcome(id = "true", expect = ACCEPTABLE, desc = "Found in the one or the other")
@Outcome(id = "false", expect = FORBIDDEN, desc = "Missed on its way")
public class EventMovesToTheReserve {

    private final EventTypeLogs logs = new EventTypeLogs(100, 10);
    private final EventRing ring = new EventRing(1, 0, logs);

    public EventMovesToTheReserve() {
        Stressed.publish(ring);
    }

    @Actor
    public void writer() {
        Stressed.publish(ring, 3);
    }

    @Actor
    public void reader(Z_Result seen) {
        seen.r1 = ring.read(1) != null || !logs.pushedOut(ring, Set.of(), 1, 2, event -> true).isEmpty();
    }
}
