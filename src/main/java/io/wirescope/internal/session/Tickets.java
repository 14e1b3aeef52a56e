package io.wirescope.internal.session;

import io.wirescope.connection.Role;
import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tickets for handshakes: each is good once, for 30 seconds, for one client id and one role, and stands in the place of the
 * credential that it was made with. Bounded: 10,000 that were not used, and 100 of a subject. Thread-safe.
 */
@Service
public class Tickets {

    /** How long a ticket is good. */
    static final Duration LIFE = Duration.ofSeconds(30);

    private static final int MAX = 10_000;
    private static final int MAX_OF_SUBJECT = 100;

    private final Clock clock;
    private final IdSource ids;
    private final EndedCredentials ended;
    private final LongSupplier nanos;

    /** By the hash of the secret, the oldest first. */
    private final Map<String, Bound> tickets = new LinkedHashMap<>();

    private record Bound(Caller caller, String clientId, Role role, long issuedAt) {
    }

    /**
     * A ticket that was issued.
     *
     * @param secret    what the handshake brings
     * @param expiresAt until when, by the clock
     */
    public record Issued(String secret, Instant expiresAt) {

        @Override
        public String toString() {
            return "Issued[" + expiresAt + "]";
        }
    }

    /**
     * @param clock says when a ticket ends
     * @param ids   makes secrets
     * @param ended names those whose tickets are worth nothing any more
     */
    @Inject
    public Tickets(Clock clock, IdSource ids, EndedCredentials ended) {
        this(clock, ids, ended, System::nanoTime);
    }

    Tickets(Clock clock, IdSource ids, EndedCredentials ended, LongSupplier nanos) {
        this.clock = clock;
        this.ids = ids;
        this.ended = ended;
        this.nanos = nanos;
    }

    /**
     * Issues a ticket. Whether the caller may connect so is for the issuing call to judge, and for the handshake again.
     *
     * @param caller   whose it is
     * @param clientId under which it may connect
     * @param role     as what
     * @return the ticket; empty where as many wait to be used as may
     */
    public Optional<Issued> issue(Caller caller, String clientId, Role role) {
        String secret = ids.newToken();
        Caller holder = new Caller(caller.subject(), caller.roles(), caller.grants(), caller.expiresAt(),
                CredentialKind.TICKET, caller.credentialId());
        synchronized (tickets) {
            dropOld();
            if (tickets.size() >= MAX || isSubjectFull(caller)) {
                return Optional.empty();
            }
            tickets.put(Secrets.hash(secret), new Bound(holder, clientId, role, nanos.getAsLong()));
        }
        return Optional.of(new Issued(secret, clock.instant().plus(LIFE)));
    }

    private boolean isSubjectFull(Caller caller) {
        return tickets.values().stream().filter(ticket -> Objects.equals(ticket.caller().subject(), caller.subject()))
                .count() >= MAX_OF_SUBJECT;
    }

    private void dropOld() {
        Iterator<Bound> oldest = tickets.values().iterator();
        while (oldest.hasNext() && isOver(oldest.next())) {
            oldest.remove();
        }
    }

    private boolean isOver(Bound ticket) {
        return nanos.getAsLong() - ticket.issuedAt() > LIFE.toNanos();
    }

    /**
     * Uses a ticket. It is used up by that, also where it is for somebody else: whoever tries it under other names shall
     * not try again. Of two at once one gets it.
     *
     * @param secret   what the handshake brought
     * @param clientId under which it wants to connect
     * @param role     as what
     * @return whose it was; empty where it is not good for that
     */
    Optional<Caller> use(String secret, String clientId, Role role) {
        Bound ticket;
        synchronized (tickets) {
            ticket = tickets.remove(Secrets.hash(secret));
        }
        boolean isGood = ticket != null && !isOver(ticket) && ticket.clientId().equals(clientId) && ticket.role() == role
                && !ended.include(ticket.caller()) && !ticket.caller().isExpiredAt(clock.instant());
        return isGood ? Optional.of(ticket.caller()) : Optional.empty();
    }
}
