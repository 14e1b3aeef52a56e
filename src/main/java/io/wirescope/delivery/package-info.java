/**
 * Who gets which message.
 *
 * <p><b>Order of locks</b>, of this package and of what it calls. A thread that holds one takes only locks further down,
 * and never two of the same line:
 * <ol>
 * <li>{@link io.wirescope.delivery.Drain}, {@link io.wirescope.drift.DriftBroadcaster}
 * <li>{@link io.wirescope.delivery.DeliverySession} itself, whose channels one thread changes at a time
 * <li>{@link io.wirescope.delivery.HistoryTotal}
 * <li>{@link io.wirescope.delivery.Channel}: held while subscribers are called, so a connection may end under it, with
 *     all that its end does
 * <li>{@link io.wirescope.delivery.EventChannels}
 * <li>an outbox's queue
 * <li>those under which nothing else is locked: the channels of a session, the waiting sessions of
 *     {@link io.wirescope.delivery.SessionStore}, a connection's end, the maps, the event bus
 * </ol>
 * <p>So what runs when a connection ends takes no channel's lock, and neither does what is called under
 * {@code EventChannels}: leaving a channel and restarting one are notes that the next use finds.
 */
package io.wirescope.delivery;
