package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A reader whose event is being overwritten gets that event or none, never the newer one. */
@JCStressTest
@State
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Read before it was overwritten")
@Outcome(id = "0", expect = ACCEPTABLE, desc = "Gone: out of the window")
@Outcome(id = "2", expect = FORBIDDEN, desc = "Asked for the first, got the second")
public class ReaderAtTheWrap {

    private final EventRing ring = new EventRing(1);

    public ReaderAtTheWrap() {
        Stressed.publish(ring);
    }

    @Actor
    public void writer() {
        Stressed.publish(ring);
    }

    @Actor
    public void reader(J_Result seen) {
        ObservabilityEvent event = ring.get(1);
        seen.r1 = event == null ? 0 : event.sequence();
    }
}
