package io.wirescope.it;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a bored attacker does from one machine, all at once, and what honest clients notice of it: nothing. */
@Tag("load")
class HostileIT {

    /**
     * Grizzly keeps the buffers that the first attack made it allocate, and reuses them: on Payara Micro three rounds of all
     * attacks left 86, 88 and 87 MiB after 71, of which 14 MiB are byte arrays. On a busy machine it was 126 after 75.
     */
    private static final int HEAP_MARGIN = 64 << 20;

    private static final int HONEST = 50;
    private static final Duration BOUND = Duration.ofMillis(500);
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    @Test
    void honestClientsAreServedWhileAttackersDoTheirWorst() throws Exception {
        assumeFalse(ServerUnderTest.current() instanceof OpenLiberty,
                "Open Liberty answers honest clients only after seconds: servers.md");
        try (HostileServer server = HostileServer.start();
                HonestClients honest = HonestClients.connect(server.process().address(), HONEST)) {
            honest.live(A_WHILE);
            ServerVitals before = ServerVitals.of(server.process());
            int printed = server.process().output().length();
            Attackers attackers = new Attackers(server.process().address(), 100);
            try (attackers) {
                launchAll(attackers, new Attacks(server.process().address()));
                honest.live(Duration.ofMinutes(1));
            }
            System.out.printf("HostileIT: %s%n  %s%n", honest.report(), attackers.report());
            honest.assertServed(BOUND);
            before.awaitSameAgain(server.process(), HEAP_MARGIN);
            honest.live(A_WHILE);
            honest.assertServed(BOUND);
            server.assertNoStackTrace(printed);
        }
    }

    private static void launchAll(Attackers attackers, Attacks attacks) {
        Duration seconds = Duration.ofSeconds(5);
        attackers.launch(attacks.earlyFrame().staying(seconds), 60)
                .launch(attacks.earlySegment().staying(seconds), 40)
                .launch(attacks.rawQuery().staying(seconds), 40)
                .launch(attacks.halfFrame().staying(Duration.ofSeconds(20)), 60)
                .launch(attacks.smallHalfFrame().staying(seconds), 60)
                .launch(attacks.unreadPings().staying(seconds), 5)
                .launch(attacks.unreadMessages().staying(seconds), 5)
                .launch(attacks.slowBody(), 150)
                .launch(attacks.drippingBody(), 100)
                .launch(attacks.slowHandshake(), 100)
                .launch(attacks.stalledStream(), HostileServer.STREAMS / 2)
                .launch(attacks.eventFlood(), 1)
                .launch(attacks.unmaskedFrame().staying(seconds), 10)
                .launch(attacks.endlessFragments().staying(seconds), 5)
                .launch(attacks.emptyFragments().staying(seconds), 2)
                .launch(attacks.enormousLength().staying(seconds), 5)
                .launch(attacks.negativeLength().staying(seconds), 5)
                .launch(attacks.resetAfterHandshake(), 5);
    }
}
