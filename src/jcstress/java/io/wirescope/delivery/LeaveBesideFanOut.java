package io.wirescope.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Who leaves takes no message from one who joins or stays, and gets none once it has left. */
@JCStressTest
@State
@Outcome(id = {"12, ", "12, 1"}, expect = ACCEPTABLE, desc = "All for who is there, at most the first for who leaves")
@Outcome(expect = FORBIDDEN, desc = "The node no longer follows, or delivers to who has left")
public class LeaveBesideFanOut {

    private final Stage stage = new Stage();
    private final Stage.Client comes = new Stage.Client(0);
    private final Stage.Client goes = new Stage.Client(1);

    public LeaveBesideFanOut() {
        stage.join(goes);
    }

    @Actor
    public void publishesAndJoins() {
        stage.publish();
        stage.join(comes);
    }

    @Actor
    public void leaves() {
        stage.leave(goes);
    }

    @Arbiter
    public void afterwards(LL_Result seen) {
        stage.publish();
        seen.r1 = comes.got();
        seen.r2 = goes.got();
    }
}
