package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two writers publish events of one request: a reader meanwhile finds some, and afterwards all are found. */
@JCStressTest
@State
@Outcome(id = "[0-2], 2", expect = ACCEPTABLE, desc = "Both are found")
@Outcome(id = ".*, [01]", expect = FORBIDDEN, desc = "A chain is broken: an event can't be found")
public class IndexOfOneRequest {

    private final EventRing ring = Forgetting.ring(4, 0);
    private final RequestIndex index = new RequestIndex(ring);

    @Actor
    public void writer() {
        Stressed.publish(ring);
    }

    @Actor
    public void anotherWriter() {
        Stressed.publish(ring);
    }

    @Actor
    public void reader(II_Result seen) {
        seen.r1 = Stressed.found(index);
    }

    @Arbiter
    public void after(II_Result seen) {
        seen.r2 = Stressed.found(index);
    }
}
