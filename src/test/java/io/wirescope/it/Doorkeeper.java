package io.wirescope.it;

import io.wirescope.upstream.ClientMessage;
import io.wirescope.upstream.Handles;
import io.wirescope.upstream.MessageHandler;
import io.wirescope.upstream.MessageRefusedException;
import jakarta.json.JsonString;

/** A handler in the same application that says who joins which channels. */
@Handles("io.wirescope.subscribe")
public class Doorkeeper implements MessageHandler {

    @Override
    public Object handle(ClientMessage message) {
        if (message.payload().getJsonArray("channels").getValuesAs(JsonString::getString).contains("secret")) {
            throw new MessageRefusedException("Closed", message.clientId() + " is no member");
        }
        return null;
    }
}
