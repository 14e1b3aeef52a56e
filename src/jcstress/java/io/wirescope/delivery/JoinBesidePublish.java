package io.wirescope.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Who joins from a place gets all messages after it, each once and in order, whoever publishes meanwhile. */
@JCStressTest
@State
@Outcome(id = "12", expect = ACCEPTABLE, desc = "No seam")
@Outcome(expect = FORBIDDEN, desc = "One is missing, comes twice, or too early")
public class JoinBesidePublish {

    private final Stage stage = new Stage();
    private final Stage.Client client = new Stage.Client(0);

    @Actor
    public void publisher() {
        stage.publish();
        stage.publish();
    }

    @Actor
    public void joins() {
        stage.join(client);
    }

    @Arbiter
    public void afterwards(L_Result seen) {
        seen.r1 = client.got();
    }
}
