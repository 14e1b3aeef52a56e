package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two writers give a reserve of one an event each: the newer is kept. */
@JCStressTest
@State
@Outcome(id = "2", expect = ACCEPTABLE, desc = "The newer is kept")
@Outcome(id = "1", expect = FORBIDDEN, desc = "The older overwrote the newer")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Nothing is kept")
public class ReserveKeepsTheNewest {

    private final EventTypeLog log = new EventTypeLog(EventType.CACHE_REBUILD, 1);

    @Actor
    public void older() {
        log.keep(List.of(Stressed.event(1)));
    }

    @Actor
    public void newer() {
        log.keep(List.of(Stressed.event(2)));
    }

    @Arbiter
    public void after(J_Result seen) {
        seen.r1 = log.reserve().stream().mapToLong(ObservabilityEvent::sequence).max().orElse(0);
    }
}
