package io.wirescope.internal.session;

import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.event.SecurityEvent;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Caller;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Records who came, who went and whose token ended: as an event and on the logger {@code io.wirescope.audit}. Thread-safe. */
@Service
public class SessionAudit {

    private static final Logger AUDIT = Logger.getLogger("io.wirescope.audit");
    private static final String SOURCE = "security";

    private final ObservabilityEventBus bus;

    /** @param bus gets the events */
    @Inject
    public SessionAudit(ObservabilityEventBus bus) {
        this.bus = bus;
    }

    /** Records that a browser began a session. */
    public void login(Caller caller, Exchange exchange, String reason) {
        record(SecurityEvent.LOGIN, caller, exchange, reason);
    }

    /** Records that a browser ended its session. */
    public void logout(Caller caller, Exchange exchange) {
        record(SecurityEvent.LOGOUT, caller, exchange, "logout");
    }

    private void record(String type, Caller caller, Exchange exchange, String reason) {
        record(type, caller, new EventContext(exchange.requestId(), exchange.trace(), null, null, SOURCE),
                exchange.clientAddress(), reason);
    }

    /** Records that a connection has a new token. */
    public void refreshed(Caller caller, EventContext context, String clientAddress) {
        record(SecurityEvent.REFRESHED, caller, context, clientAddress, null);
    }

    /**
     * Records that a connection or a stream was ended because of its token.
     *
     * @param reason {@code expired} or {@code logout}
     */
    public void expired(Caller caller, EventContext context, String clientAddress, String reason) {
        record(SecurityEvent.EXPIRED, caller, context, clientAddress, reason);
    }

    private void record(String type, Caller caller, EventContext context, String clientAddress, String reason) {
        bus.publish(type, context, new SecurityEvent(caller.subject(), caller.kind().name().toLowerCase(Locale.ROOT),
                caller.credentialId(), clientAddress, reason));
        AUDIT.log(Level.INFO, "{0} subject={1} credential_id={2} client_remote={3} client_id={4} reason={5}",
                new Object[] {type, shown(caller.subject()), caller.credentialId(), clientAddress, shown(context.clientId()),
                        reason});
    }

    // A name of somebody else's must not make a line of its own.
    private static String shown(String text) {
        return text == null ? null : text.replaceAll("\\p{Cntrl}", "?");
    }
}
