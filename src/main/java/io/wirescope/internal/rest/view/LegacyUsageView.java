package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.legacy.LegacyClient;
import io.wirescope.internal.legacy.LegacyCount;
import io.wirescope.internal.legacy.LegacyHour;
import jakarta.json.bind.annotation.JsonbNillable;
import java.util.List;

/**
 * Who still uses what is deprecated (contract, section 7).
 *
 * @param enabled             whether the old addresses are open
 * @param sunset              when they are switched off, or null
 * @param total               uses since the start
 * @param endpoints           each of the old ways, the most used first
 * @param clients             some of the clients, the most used first
 * @param totalClients        how many there are of them
 * @param clientsForgotten    how many were forgotten because the ledger was full
 * @param readyToRetire       whether the old addresses can be switched off without a surprise
 * @param readyToRetireReason why, or why not
 * @param leftToDo            what an operator does next
 * @param trend               uses of each hour since the first, at most a week back, oldest first
 */
@JsonbNillable
public record LegacyUsageView(boolean enabled, String sunset, long total, List<EndpointView> endpoints,
        List<ClientView> clients, int totalClients, long clientsForgotten, boolean readyToRetire,
        String readyToRetireReason, List<String> leftToDo, List<HourView> trend) {

    /**
     * One of the old ways.
     *
     * @param endpoint  the address pattern; for messages without envelope {@code message:TYPE}; {@code other} for all
     *                  beyond the first 100
     * @param count     uses since the start
     * @param firstSeen when it was first used, RFC 3339
     * @param lastSeen  when it was last used, RFC 3339
     */
    public record EndpointView(String endpoint, long count, String firstSeen, String lastSeen) {

        public static EndpointView of(LegacyCount count) {
            return new EndpointView(count.endpoint(), count.count(), Rfc3339.format(count.firstSeen()),
                    Rfc3339.format(count.lastSeen()));
        }
    }

    /**
     * The uses of one hour.
     *
     * @param start when it began, RFC 3339
     * @param count uses in it
     */
    public record HourView(String start, long count) {

        public static HourView of(LegacyHour hour) {
            return new HourView(Rfc3339.format(hour.start()), hour.count());
        }
    }

    /**
     * One client that uses one of them.
     *
     * @param clientId     its own id
     * @param clientRemote the address that it came from last
     * @param userAgent    what its User-Agent header said last, or null
     * @param endpoint     as {@link EndpointView} has it
     * @param count        its uses since the start, or since it was forgotten
     * @param firstSeen    when it first used this way, RFC 3339
     * @param lastSeen     when it last used this way, RFC 3339
     * @param connected    whether a connection of the client is open now at that address, for messages at
     *                     {@code /ws/client}
     */
    @JsonbNillable
    public record ClientView(String clientId, String clientRemote, String userAgent, String endpoint, long count,
            String firstSeen, String lastSeen, boolean connected) {

        public static ClientView of(LegacyClient client, boolean connected) {
            return new ClientView(client.clientId(), client.address(), client.userAgent(), client.endpoint(),
                    client.count(), Rfc3339.format(client.firstSeen()), Rfc3339.format(client.lastSeen()), connected);
        }
    }
}
