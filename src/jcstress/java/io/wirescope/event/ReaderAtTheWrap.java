package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A reader whose event leaves the ring gets that event or none, never the newer one in its place. */
@JCStressTest
@State
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Read before it was overwritten")
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Gone: out of the ring")
@Outcome(id = "[234]", expect = FORBIDDEN, desc = "Asked for the first, got a newer one")
public class ReaderAtTheWrap {

    private final EventRing ring = Forgetting.ring(1, 0);

    public ReaderAtTheWrap() {
        Stressed.publish(ring);
    }

    @Actor
    public void writer() {
        Stressed.publish(ring, 3); // the last takes the place of the first one
    }

    @Actor
    public void reader(J_Result seen) {
        ObservabilityEvent event = ring.read(1);
        seen.r1 = event == null ? 0 : event.sequence();
    }
}
