package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZZ_Result;

/** What a reader may read up to, it finds: no hole that it could mistake for loss. */
@JCStressTest
@State
@Outcome(id = "0, false, false", expect = ACCEPTABLE, desc = "Nothing to read yet")
@Outcome(id = "1, true, false", expect = ACCEPTABLE, desc = "The first alone")
@Outcome(id = "2, true, true", expect = ACCEPTABLE, desc = "Both")
@Outcome(id = "1, false, .*", expect = FORBIDDEN, desc = "Told of the first, and it is not there")
@Outcome(id = "2, false, true", expect = FORBIDDEN, desc = "The first passed over: a hole")
@Outcome(id = "2, .*, false", expect = FORBIDDEN, desc = "Told of the second, and it is not there")
public class TwoWritersAndAReader {

    private final EventRing ring = Forgetting.ring(4, 0);

    @Actor
    public void writer() {
        Stressed.publish(ring);
    }

    @Actor
    public void anotherWriter() {
        Stressed.publish(ring);
    }

    @Actor
    public void reader(IZZ_Result seen) {
        long newest = ring.newest();
        seen.r1 = (int) newest;
        seen.r2 = newest >= 1 && ring.get(1) != null;
        seen.r3 = newest >= 2 && ring.get(2) != null;
    }
}
