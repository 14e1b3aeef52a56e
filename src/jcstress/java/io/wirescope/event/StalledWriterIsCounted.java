package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJI_Result;

/** A writer that comes back while its place is given away: its event is counted and kept once, whoever was first. */
@JCStressTest
@State
@Outcome(id = "5, 3, 3", expect = ACCEPTABLE, desc = "All are counted, and those out of the window kept")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "An event was counted twice, or not, or is lost")
public class StalledWriterIsCounted {

    private final EventTypeLogs logs = new EventTypeLogs(100, 10);
    private final EventRing ring = new EventRing(2, 0, logs);
    private final ObservabilityEvent stalled = Stressed.event(ring.claim());

    @Actor
    public void late() {
        ring.put(stalled);
    }

    @Actor
    public void lap() {
        Stressed.publish(ring, 4); // the last takes the place of the stalled one
    }

    @Arbiter
    public void after(JJI_Result seen) {
        Stressed.account(logs, ring, seen);
    }
}
