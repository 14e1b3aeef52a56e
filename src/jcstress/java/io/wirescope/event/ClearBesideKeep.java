package io.wirescope.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** What leaves the ring while its reserve is cleared is cleared too, and what is newer than the clear is not. */
@JCStressTest
@State
@Outcome(id = "2", expect = ACCEPTABLE, desc = "The newer event alone is kept")
@Outcome(id = "[13]", expect = FORBIDDEN, desc = "The cleared event is kept")
@Outcome(id = "0", expect = FORBIDDEN, desc = "The newer event is lost")
public class ClearBesideKeep {

    private final EventTypeLog log = new EventTypeLog(EventType.CACHE_REBUILD, 5);

    @Actor
    public void writer() {
        log.keep(List.of(Stressed.event(1), Stressed.event(2)));
    }

    @Actor
    public void operator() {
        log.clear(1);
    }

    @Arbiter
    public void after(I_Result seen) {
        seen.r1 = log.reserve().stream().mapToInt(event -> (int) event.sequence()).sum();
    }
}
