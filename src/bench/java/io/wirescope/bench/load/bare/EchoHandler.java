package io.wirescope.bench.load.bare;

import io.wirescope.upstream.ClientMessage;
import io.wirescope.upstream.Handles;
import io.wirescope.upstream.MessageHandler;

/** Answers with what it was asked, at once. */
@Handles("handled.*")
public class EchoHandler implements MessageHandler {

    @Override
    public Object handle(ClientMessage message) {
        return message.payload();
    }
}
