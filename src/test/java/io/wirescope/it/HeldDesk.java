package io.wirescope.it;

import io.wirescope.upstream.ClientMessage;
import io.wirescope.upstream.Handles;
import io.wirescope.upstream.MessageHandler;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;

/** A handler that holds its thread until it is let go: as applications do that call a slow database. */
@Handles("held.*")
public class HeldDesk implements MessageHandler {

    @Inject
    private HeldThreads held;

    @Override
    public Object handle(ClientMessage message) throws InterruptedException {
        held.holdThisOne();
        return JsonValue.EMPTY_JSON_OBJECT;
    }
}
