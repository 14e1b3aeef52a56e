package io.wirescope.internal.event;

/**
 * What one message said.
 *
 * @param part {@code message}, or {@code request} or {@code response} of an application that was asked
 * @param text the whole text; null where it is not known
 */
public record MessageText(String part, String text) {

    /** A message from or to a client. */
    public static final String MESSAGE = "message";
    /** What an application was given. */
    public static final String REQUEST = "request";
    /** What an application answered. */
    public static final String RESPONSE = "response";
}
