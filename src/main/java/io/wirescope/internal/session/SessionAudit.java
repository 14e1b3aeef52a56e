package io.wirescope.internal.session;

import io.wirescope.event.EventContext;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.security.SecurityAudit;
import jakarta.inject.Inject;

/** Notes which sessions begin and end, and what ends with a token. Thread-safe. */
@Service
public class SessionAudit {

    private final SecurityAudit audit;

    /** @param audit keeps the notes */
    @Inject
    public SessionAudit(SecurityAudit audit) {
        this.audit = audit;
    }

    /**
     * Notes that a browser began a session.
     *
     * @param by {@code token} or {@code issuer}
     */
    public void login(Caller caller, Exchange exchange, String by) {
        audit.note(SecurityAudit.LOGIN, exchange, caller.subject(), by, "session");
    }

    /** Notes that a browser ended its session. */
    public void logout(Caller caller, Exchange exchange) {
        audit.note(SecurityAudit.LOGOUT, exchange, caller.subject(), null, "session");
    }

    /** Notes that a connection has a new token. */
    public void refreshed(Caller caller, EventContext context, String clientAddress) {
        audit.note(SecurityAudit.REFRESHED, clientAddress, caller.subject(), null, "connection", context);
    }

    /**
     * Notes that something was ended because of its credential.
     *
     * @param what   {@code connection} or {@code stream}
     * @param reason {@code expired} or {@code logout}
     */
    public void ended(Caller caller, String what, EventContext context, String clientAddress, String reason) {
        audit.note(SecurityAudit.EXPIRED, clientAddress, caller.subject(), reason, what, context);
    }
}
