package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** A writer that comes back after a whole lap does not overwrite what is newer. */
@JCStressTest
@State
@Outcome(id = "true, true, 5", expect = ACCEPTABLE, desc = "The newer two are there, whenever the late one came")
@Outcome(id = "true, false, .*", expect = FORBIDDEN, desc = "The late writer overwrote the newest")
@Outcome(id = "false, .*, .*", expect = FORBIDDEN, desc = "The one before the newest is lost")
@Outcome(id = "true, true, [0-4]", expect = FORBIDDEN, desc = "Readers are held up though all is written")
public class StalledWriter {

    private final EventRing ring = Forgetting.ring(2, 0);
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
    public void after(ZZJ_Result seen) {
        seen.r1 = ring.get(4) != null;
        seen.r2 = ring.get(5) != null;
        seen.r3 = ring.newest();
    }
}
