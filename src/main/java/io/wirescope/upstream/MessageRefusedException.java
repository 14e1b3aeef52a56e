package io.wirescope.upstream;

import io.wirescope.PublicApi;
import java.util.Optional;

/** Says that the application does not take a message; the client gets {@code error} {@code UPSTREAM_REFUSED}. */
@PublicApi
public class MessageRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String title;
    private final String detail;

    /**
     * Refuses a message.
     *
     * @param title what is wrong, in a few words that the client may see, or null
     */
    public MessageRefusedException(String title) {
        this(title, null);
    }

    /**
     * Refuses a message.
     *
     * @param title  what is wrong, in a few words that the client may see, or null
     * @param detail what is wrong with this message, which the client may see, or null
     */
    public MessageRefusedException(String title, String detail) {
        super(title, null, false, false);
        this.title = title;
        this.detail = detail;
    }

    /** {@return what is wrong, in a few words} */
    public Optional<String> title() {
        return Optional.ofNullable(title);
    }

    /** {@return what is wrong with this message} */
    public Optional<String> detail() {
        return Optional.ofNullable(detail);
    }
}
