package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JZZ_Result;

/** A clear removes an event or leaves it, and counts what it removed. */
@JCStressTest
@State
@Outcome(id = "1, false, true", expect = ACCEPTABLE, desc = "Cleared first: the new event stays")
@Outcome(id = "2, false, false", expect = ACCEPTABLE, desc = "Published first: both are cleared")
@Outcome(id = "., true, .*", expect = FORBIDDEN, desc = "The old event outlived the clear")
@Outcome(id = "1, false, false", expect = FORBIDDEN, desc = "The new event was lost without being counted")
@Outcome(id = "2, false, true", expect = FORBIDDEN, desc = "The new event was counted as cleared and is there")
public class ClearBesidePublish {

    private final EventRing ring = Forgetting.ring(4, 2);

    public ClearBesidePublish() {
        Stressed.publish(ring);
    }

    @Actor
    public void writer() {
        Stressed.publish(ring);
    }

    @Actor
    public void operator(JZZ_Result seen) {
        seen.r1 = ring.clear();
    }

    @Arbiter
    public void after(JZZ_Result seen) {
        seen.r2 = ring.get(1) != null;
        seen.r3 = ring.get(2) != null;
    }
}
