package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJI_Result;

/** Two writers take the ring round, and both want to make the chunks: what leaves is counted and kept once. */
@JCStressTest
@State
@Outcome(id = "6, 5, 5", expect = ACCEPTABLE, desc = "All are counted, and those out of the window kept")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "An event was counted twice, or not, or is lost")
public class TwoWritersGoRound {

    private final EventTypeLogs logs = new EventTypeLogs(100, 10);
    private final EventRing ring = new EventRing(1, 0, logs);

    @Actor
    public void writer() {
        Stressed.publish(ring, 3);
    }

    @Actor
    public void anotherWriter() {
        Stressed.publish(ring, 3);
    }

    @Arbiter
    public void after(JJI_Result seen) {
        Stressed.account(logs, ring, seen);
    }
}
