package io.wirescope.internal.rest.view;

import io.wirescope.connection.RegistryStats;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.event.EventBusStats;
import io.wirescope.event.EventTypeCount;
import io.wirescope.event.SubscriptionStats;
import jakarta.json.bind.annotation.JsonbNillable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The statistics (contract, section 7).
 *
 * @param eventBus      the bus
 * @param websockets    the connections
 * @param overallHealth both, in short
 */
public record StatsView(EventBus eventBus, Websockets websockets, OverallHealth overallHealth) {

    /**
     * The bus.
     *
     * @param totalPublished        events published since the start
     * @param currentBufferSize     events in the buffer
     * @param maxBufferSize         events that the buffer can hold
     * @param currentBufferBytes    about how many bytes of memory the events in the buffer and the reserves hold on to
     * @param maxBufferBytes        how many bytes that may be, {@code wirescope.events.buffer-bytes}
     * @param bufferBound           what limits how far back the buffer reaches: {@code events}, {@code bytes}, or
     *                              {@code none} while nothing was evicted
     * @param reservedEvents        events that are out of the buffer but still in their type's reserve
     * @param bufferFullCount       events that newer ones pushed out of the buffer since the start
     * @param lastPublishTime       when the last event was published, in epoch seconds with a fraction; null before
     *                              the first
     * @param lastPublishTimeIso    the same, RFC 3339
     * @param activeSubscriberCount subscriptions and cursors that are open in this server
     * @param eventsByType          published since the start, types that never occurred left out
     * @param eventsFlowing         whether an event came within {@code wirescope.events.flowing-window}
     * @param subscriptions         how those fare that are open in this server, without cursors
     */
    @JsonbNillable
    public record EventBus(long totalPublished, int currentBufferSize, int maxBufferSize,
            long currentBufferBytes, long maxBufferBytes, String bufferBound, int reservedEvents,
            long bufferFullCount, BigDecimal lastPublishTime, String lastPublishTimeIso, int activeSubscriberCount,
            Map<String, Long> eventsByType, boolean eventsFlowing, List<Subscription> subscriptions) {

        static EventBus of(EventBusStats stats, List<SubscriptionStats> subscriptions) {
            Map<String, Long> byType = new TreeMap<>();
            for (EventTypeCount count : stats.eventsByType()) {
                if (count.published() > 0) {
                    byType.put(count.type(), count.published());
                }
            }
            Instant last = stats.lastPublishTime();
            return new EventBus(stats.totalPublished(), stats.currentBufferSize(), stats.maxBufferSize(),
                    stats.currentBufferBytes(), stats.maxBufferBytes(),
                    stats.bufferBound().name().toLowerCase(Locale.ROOT), stats.reservedEvents(), stats.bufferFullCount(), last == null ? null : epochSeconds(last),
                    last == null ? null : Rfc3339.format(last), stats.activeSubscriberCount(), byType,
                    stats.eventsFlowing(), subscriptions.stream().map(Subscription::of).toList());
        }
    }

    /**
     * One subscription.
     *
     * @param delivered events given to the listener
     * @param lag       events in the buffer that it has not come to yet
     * @param lost      events that were gone before it came to them
     * @param failures  how often the listener threw
     * @param lastError what it threw last, or null
     */
    @JsonbNillable
    public record Subscription(long delivered, long lag, long lost, long failures, String lastError) {

        static Subscription of(SubscriptionStats stats) {
            return new Subscription(stats.delivered(), stats.lag(), stats.lost(), stats.failures(), stats.lastError());
        }
    }

    /**
     * The connections.
     *
     * @param activeConnections     connections now
     * @param totalConnections      connections since the start
     * @param totalDisconnections   connections that have ended since the start
     * @param broadcastsSent        messages sent to channels since the start, each once; events are not among them
     * @param connectionsByRole     connections now, for every role
     * @param connectionsByProtocol connections now, for every protocol
     * @param averageUptime         of the connections now, in seconds with three decimals; 0 when there are none
     * @param websocketsActive      whether there is a connection now
     * @param messagesIn            messages that came since the start
     * @param messagesOut           messages accepted for sending since the start
     * @param bytesIn               bytes of UTF-8 that came, without framing
     * @param bytesOut              bytes of UTF-8 accepted for sending, without framing
     */
    public record Websockets(int activeConnections, long totalConnections, long totalDisconnections,
            long broadcastsSent, Map<String, Integer> connectionsByRole, Map<String, Integer> connectionsByProtocol,
            BigDecimal averageUptime, boolean websocketsActive, long messagesIn, long messagesOut, long bytesIn,
            long bytesOut) {

        static Websockets of(RegistryStats stats) {
            Map<String, Integer> byRole = new TreeMap<>();
            stats.connectionsByRole().forEach((role, count) -> byRole.put(role.wireName(), count));
            Map<String, Integer> byProtocol = new TreeMap<>();
            stats.connectionsByProtocol().forEach((protocol, count) -> byProtocol.put(protocol.wireName(), count));
            return new Websockets(stats.activeConnections(), stats.totalConnections(), stats.totalDisconnections(),
                    stats.broadcasts(), byRole, byProtocol,
                    BigDecimal.valueOf(stats.averageUptime().toMillis(), 3), stats.activeConnections() > 0,
                    stats.traffic().messagesIn(), stats.traffic().messagesOut(), stats.traffic().bytesIn(),
                    stats.traffic().bytesOut());
        }
    }

    /**
     * Both, in short.
     *
     * @param eventsFlowing     as {@link EventBus} has it
     * @param websocketsActive  as {@link Websockets} has it
     * @param bufferUtilization the part of the buffer in use, 0 to 1, with four decimals
     * @param systemStatus      {@code healthy} or {@code degraded}
     */
    public record OverallHealth(boolean eventsFlowing, boolean websocketsActive, BigDecimal bufferUtilization,
            String systemStatus) {
    }

    public static StatsView of(EventBusStats bus, List<SubscriptionStats> subscriptions, RegistryStats registry,
            String systemStatus) {
        Websockets websockets = Websockets.of(registry);
        return new StatsView(EventBus.of(bus, subscriptions), websockets, new OverallHealth(bus.eventsFlowing(),
                websockets.websocketsActive(),
                BigDecimal.valueOf(bus.bufferUtilization()).setScale(4, RoundingMode.HALF_UP), systemStatus));
    }

    private static BigDecimal epochSeconds(Instant instant) {
        return BigDecimal.valueOf(instant.getEpochSecond()).add(BigDecimal.valueOf(instant.getNano() / 1000, 6));
    }
}
