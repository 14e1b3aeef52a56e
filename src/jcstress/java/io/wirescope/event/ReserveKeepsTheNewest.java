package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A reserve of one, two writers in the same stripe: the newer event is kept, and both are counted. */
@JCStressTest
@State
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "The newer is kept")
@Outcome(id = "1, .", expect = FORBIDDEN, desc = "The older overwrote the newer")
@Outcome(id = "0, .", expect = FORBIDDEN, desc = "Nothing is kept")
@Outcome(id = "2, 1", expect = FORBIDDEN, desc = "An event was not counted")
public class ReserveKeepsTheNewest {

    private final EventTypeLog log = new EventTypeLog(EventType.CACHE_REBUILD, 1, 1);

    @Actor
    public void older() {
        log.add(Stressed.event(1));
    }

    @Actor
    public void newer() {
        log.add(Stressed.event(2));
    }

    @Arbiter
    public void after(JJ_Result seen) {
        seen.r1 = log.pushedOut(1, Long.MAX_VALUE).stream().mapToLong(ObservabilityEvent::sequence).max().orElse(0);
        seen.r2 = log.count().published();
    }
}
