package io.wirescope.internal.legacy;

import io.wirescope.connection.AddressPattern;
import io.wirescope.connection.Connection;
import io.wirescope.event.EventType;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.event.LegacyUse;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;

/** Notes each use of a deprecated address or message form. Thread-safe. */
@Service
public class LegacyUsage implements Eager {

    private static final Logger LOG = Logger.getLogger(LegacyUsage.class.getName());

    /** Message types that were warned about; a client that invents types shall fill neither memory nor log. */
    private static final int MAX_WARNINGS = 100;

    /** In the ledger, for messages without envelope. */
    private static final String MESSAGE_PREFIX = "message:";

    private final ObservabilityEventBus bus;
    private final Clock clock;
    private final String migrationGuide;
    private final LegacyLedger ledger;
    private final Set<String> warnedTypes = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> connects = new ConcurrentHashMap<>(); // by address pattern: two
    private final LongAdder messages = new LongAdder();
    private volatile Instant knownSince;

    /**
     * @param settings has {@code wirescope.legacy.migration-guide} and {@code clients-remembered}
     * @param bus      gets a {@code legacy.usage} event for each use
     * @param clock    gives the time of use
     */
    @Inject
    public LegacyUsage(Settings settings, ObservabilityEventBus bus, Clock clock) {
        LegacyConfig config = LegacyConfig.from(settings);
        this.bus = bus;
        this.clock = clock;
        this.migrationGuide = config.migrationGuide();
        this.ledger = new LegacyLedger(config.clientsRemembered());
    }

    /** Notes a connect at a raw address. */
    public void connected(Connection connection) {
        connects.computeIfAbsent(connection.peer().endpoint(), endpoint -> new LongAdder()).increment();
        note(connection, connection.peer().endpoint());
        publish(connection, LegacyUse.CONNECT, null, "The address " + connection.peer().endpoint()
                + " is deprecated; connect to " + AddressPattern.CLIENT + " and send envelope version 1");
    }

    /**
     * Notes a connect that was refused because the address is switched off: its client still has to be
     * migrated.
     *
     * @param endpoint  the address pattern
     * @param clientId  who wanted to connect
     * @param address   from where
     * @param userAgent with what, or null
     */
    public void refused(String endpoint, String clientId, String address, String userAgent) {
        connects.computeIfAbsent(endpoint, pattern -> new LongAdder()).increment();
        ledger.note(endpoint, clientId, address, userAgent, clock.instant());
    }

    /** Notes a message without envelope, and logs a warning for the first of its type. */
    public void messageWithoutEnvelope(Connection connection, String messageType) {
        messages.increment();
        note(connection, MESSAGE_PREFIX + messageType);
        if (warnedTypes.size() < MAX_WARNINGS && warnedTypes.add(messageType)) {
            LOG.warning(() -> "Message without envelope (more of this type are counted, not logged) type="
                    + printable(messageType) + " client_id=" + printable(connection.peer().clientId()));
        }
        publish(connection, LegacyUse.MESSAGE, messageType,
                "Messages without envelope_version are deprecated; send envelope version 1");
    }

    private void note(Connection connection, String endpoint) {
        ledger.note(endpoint, connection.peer().clientId(), connection.peer().remoteAddress(),
                connection.peer().userAgent(), clock.instant());
    }

    // What a client chose must not start a line of its own in the log.
    private static String printable(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    private void publish(Connection connection, String connectionType, String messageType, String notice) {
        bus.publish(EventType.LEGACY_USAGE, connection.context(), new LegacyUse(connectionType,
                connection.peer().clientId(), connection.connectionId(), connection.peer().endpoint(),
                messageType, notice, migrationGuide));
    }

    /**
     * Notes a use from before the start.
     *
     * @param endpoint    the address pattern
     * @param messageType the type of a message without envelope, or null for a connect
     * @param clientId    who
     * @param then        when
     */
    void restore(String endpoint, String messageType, String clientId, Instant then) {
        ledger.restore(messageType == null ? endpoint : MESSAGE_PREFIX + messageType, clientId, then, clock.instant());
    }

    /** Says since when uses are known: those from before the start are restored. */
    void knownSince(Instant since) {
        knownSince = since;
    }

    /** {@return since when uses are known where that is before the start} */
    Optional<Instant> knownSince() {
        return Optional.ofNullable(knownSince);
    }

    /** {@return who used what, as far as is remembered} */
    public LegacyReport report() {
        return ledger.report(clock.instant());
    }

    /** {@return how many connects at raw addresses there were since the start, refused ones too} */
    public long connects() {
        return connects.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** {@return how many connects at one address pattern there were since the start, refused ones too} */
    public long connects(String endpoint) {
        LongAdder count = connects.get(endpoint);
        return count == null ? 0 : count.sum();
    }

    /** {@return how many messages without envelope there were since the start} */
    public long messages() {
        return messages.sum();
    }
}
