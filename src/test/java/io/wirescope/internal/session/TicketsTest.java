package io.wirescope.internal.session;

import static io.wirescope.event.SettableClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Role;
import io.wirescope.event.CountingIds;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TicketsTest {

    private final SettableClock clock = new SettableClock();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final EndedCredentials ended = new EndedCredentials();
    private final Tickets tickets = new Tickets(clock, new CountingIds(), ended, nanos::get);
    private final Caller alice = Callers.client("alice", START.plusSeconds(600), "news");

    private String issue() {
        return tickets.issue(alice, "phone", Role.FRONTEND).orElseThrow().secret();
    }

    @Test
    void aTicketStandsForWhomItWasMade() {
        Tickets.Issued issued = tickets.issue(alice, "phone", Role.FRONTEND).orElseThrow();
        assertThat(issued.expiresAt()).isEqualTo(START.plusSeconds(30));
        assertThat(tickets.use(issued.secret(), "phone", Role.FRONTEND)).hasValueSatisfying(caller -> {
            assertThat(caller.subject()).isEqualTo("alice");
            assertThat(caller.grants()).isEqualTo(alice.grants());
            assertThat(caller.expiresAt()).as("what it opens ends with the token").isEqualTo(alice.expiresAt());
            assertThat(caller.credentialId()).as("what it opens ends with a logout").isEqualTo(alice.credentialId());
            assertThat(caller.kind()).isEqualTo(CredentialKind.TICKET);
        });
        assertThat(issued.toString()).doesNotContain(issued.secret());
    }

    @Test
    void aTicketIsGoodOnce() {
        String ticket = issue();
        assertThat(tickets.use(ticket, "phone", Role.FRONTEND)).isPresent();
        assertThat(tickets.use(ticket, "phone", Role.FRONTEND)).isEmpty();
    }

    @Test
    void aTicketForAnotherClientOrRoleIsUsedUp() {
        String ticket = issue();
        assertThat(tickets.use(ticket, "tablet", Role.FRONTEND)).isEmpty();
        assertThat(tickets.use(ticket, "phone", Role.FRONTEND)).isEmpty();
        ticket = issue();
        assertThat(tickets.use(ticket, "phone", Role.ADMIN)).isEmpty();
        assertThat(tickets.use(ticket, "phone", Role.FRONTEND)).isEmpty();
    }

    @Test
    void aTicketIsGoodForThirtySecondsWhateverTheClockIsSetTo() {
        String ticket = issue();
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(tickets.use(ticket, "phone", Role.FRONTEND)).isPresent();
        ticket = issue();
        nanos.addAndGet(Duration.ofSeconds(30).toNanos() + 1);
        clock.set(START);
        assertThat(tickets.use(ticket, "phone", Role.FRONTEND)).isEmpty();
    }

    @Test
    void aTicketIsWorthNothingAfterItsTokenOrALogout() {
        String ticket = issue();
        clock.advance(Duration.ofSeconds(600));
        assertThat(tickets.use(ticket, "phone", Role.FRONTEND)).isEmpty();
        clock.set(START);
        ticket = issue();
        ended.end(alice.credentialId());
        assertThat(tickets.use(ticket, "phone", Role.FRONTEND)).isEmpty();
    }

    @Test
    void theyAreBoundedForEachSubjectAndThoseThatAreOverGiveWay() {
        for (int i = 0; i < 100; i++) {
            issue();
        }
        assertThat(tickets.issue(alice, "phone", Role.FRONTEND)).isEmpty();
        assertThat(tickets.issue(Callers.client("bob", null), "phone", Role.FRONTEND)).isPresent();
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(tickets.issue(alice, "phone", Role.FRONTEND)).isPresent();
    }

    @Test
    void theyAreBoundedInAll() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(tickets.issue(Callers.client("subject-" + i, null), "phone", Role.FRONTEND)).isPresent();
        }
        assertThat(tickets.issue(alice, "phone", Role.FRONTEND)).isEmpty();
    }

    @RepeatedTest(20)
    void ofTwoAtOnceOneGetsIt() throws Exception {
        String ticket = issue();
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<Boolean> attempt = () -> {
            start.await();
            return tickets.use(ticket, "phone", Role.FRONTEND).isPresent();
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Boolean> got = new ArrayList<>();
            for (Future<Boolean> each : threads.invokeAll(List.of(attempt, attempt))) {
                got.add(each.get());
            }
            assertThat(got).containsExactlyInAnyOrder(true, false);
        } finally {
            threads.shutdownNow();
        }
    }
}
