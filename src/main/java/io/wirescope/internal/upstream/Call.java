package io.wirescope.internal.upstream;

import io.wirescope.envelope.IdSource;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.upstream.ClientMessage;
import java.nio.charset.StandardCharsets;

/** One call of an upstream. What only some need is made when it is asked for, by the thread that makes the call. */
final class Call {

    private final ClientMessage message;
    private final IdSource ids;
    private String id;
    private byte[] body;

    /**
     * @param message what is handed over
     * @param ids     makes the id
     */
    Call(ClientMessage message, IdSource ids) {
        this.message = message;
        this.ids = ids;
    }

    /** {@return what is handed over} */
    ClientMessage message() {
        return message;
    }

    /** {@return an id that is unique, and the same on a retry} */
    String id() {
        if (id == null) {
            id = ids.newId();
        }
        return id;
    }

    /** {@return the payload as JSON in UTF-8} */
    byte[] body() {
        if (body == null) {
            body = JsonFormat.write(message.payload()).getBytes(StandardCharsets.UTF_8);
        }
        return body;
    }

    /** {@return how many bytes that is, counted where it was not made} */
    int bytes() {
        return body == null ? PayloadBytes.of(message.payload()) : body.length;
    }
}
