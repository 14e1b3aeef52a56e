package io.wirescope.internal.conversation;

import io.wirescope.connection.Protocol;

/** Records how long the server took for each message. Must be quick; called on the container's threads. */
@FunctionalInterface
public interface HandlingTimes {

    /**
     * Notes one message.
     *
     * @param protocol how the message came
     * @param nanos    from its sessionStart until its answer was queued
     */
    void handled(Protocol protocol, long nanos);
}
