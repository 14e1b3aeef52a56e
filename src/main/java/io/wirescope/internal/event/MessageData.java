package io.wirescope.internal.event;

import io.wirescope.event.EventData;

/** Data of an event about one message. */
public interface MessageData extends EventData {

    /** The member that says that the message's payload was kept. */
    String CAPTURED = "captured";

    /** {@return the same of a message whose payload is kept by a capture} */
    MessageData asCaptured();
}
