package io.wirescope.connection;

/** Makes texts for tests in other packages. */
public final class OutgoingTexts {

    private OutgoingTexts() {
    }

    /** {@return a text for many connections} */
    public static OutgoingText shared(String text) {
        return OutgoingText.shared(text);
    }
}
