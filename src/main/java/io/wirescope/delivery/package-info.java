/**
 * Delivers messages to subscribers of channels, and resumes sessions.
 *
 * <p><b>Lock order</b> of this package and of what it calls; each lock names this page. A thread that holds a lock takes
 * only locks further down, and never two of the same line:
 * <ol>
 * <li>{@code sending} of {@code io.wirescope.internal.drift.DriftDetector}, then its {@code state}, which is never held
 *     while something is sent
 * <li>{@link io.wirescope.delivery.Drain}, {@link io.wirescope.drift.DriftBroadcaster}
 * <li>{@link io.wirescope.delivery.DeliverySession} itself: held while a turn begins, which changes its channels
 * <li>{@link io.wirescope.delivery.HistoryTotal}
 * <li>{@link io.wirescope.delivery.Channel}: held while the listener is called, which only queues; without threads for lanes it
 *     delivers, so a connection may end under it, with all that its end does; a {@code Mirror} of
 *     {@code io.wirescope.internal.cluster} likewise, in place of it
 * <li>{@link io.wirescope.delivery.EventChannels}
 * <li>the queue of {@link io.wirescope.delivery.Backlog}
 * <li>{@link io.wirescope.delivery.Members}
 * <li>a {@link io.wirescope.delivery.Membership}
 * <li>the queue of {@code io.wirescope.connection.Outbox}
 * <li>those under which nothing else is locked: the memberships of a {@code DeliverySession}, the waiting sessions of
 *     {@link io.wirescope.delivery.SessionStore}, the queues of lanes, the maps, the event bus
 * </ol>
 * <p>So what runs when a connection ends takes no channel's lock, and neither does what is called under
 * {@code EventChannels}: a channel is left by counting down, and restarted by a mark that the next use finds. The thread of a
 * lane holds no lock when it delivers.
 */
package io.wirescope.delivery;
