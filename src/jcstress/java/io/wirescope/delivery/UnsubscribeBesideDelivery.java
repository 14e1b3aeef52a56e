package io.wirescope.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Nothing of a channel is sent after {@code unsubscribed}. */
@JCStressTest
@State
@Outcome(id = {"1U", "U"}, expect = ACCEPTABLE, desc = "Before the notice, or not at all")
@Outcome(id = "U1", expect = FORBIDDEN, desc = "After the notice")
public class UnsubscribeBesideDelivery {

    private final Stage stage = new Stage();
    private final Stage.Client client = new Stage.Client(0);

    public UnsubscribeBesideDelivery() {
        stage.join(client);
    }

    @Actor
    public void publisher() {
        stage.publish();
    }

    @Actor
    public void unsubscribes() {
        stage.leave(client);
        client.notice();
    }

    @Arbiter
    public void afterwards(L_Result seen) {
        seen.r1 = client.got();
    }
}
