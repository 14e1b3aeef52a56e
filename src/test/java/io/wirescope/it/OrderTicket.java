package io.wirescope.it;

import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** What a handler has for one message. */
@RequestScoped
public class OrderTicket {

    private final String number = UUID.randomUUID().toString();

    /** {@return the same for as long as the request lasts} */
    public String number() {
        return number;
    }
}
