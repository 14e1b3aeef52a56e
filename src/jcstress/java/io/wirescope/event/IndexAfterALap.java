package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A ring that goes all the way round while the index catches up leaves no event out that is there. */
@JCStressTest
@State
@Outcome(id = "2", expect = ACCEPTABLE, desc = "The two events of the window are found")
@Outcome(id = "[01]", expect = FORBIDDEN, desc = "An event of the window can't be found")
public class IndexAfterALap {

    private final EventRing ring = Forgetting.ring(2, 0);
    private final RequestIndex index = new RequestIndex(ring);

    public IndexAfterALap() {
        Stressed.publish(ring);
    }

    @Actor
    public void writer() {
        Stressed.publish(ring);
        Stressed.publish(ring);
    }

    @Actor
    public void pump() {
        index.catchUp();
    }

    @Arbiter
    public void after(I_Result seen) {
        seen.r1 = Stressed.found(index);
    }
}
