package io.wirescope.envelope;

/** Shortens texts that others sent, so that an error message or a close reason has room for them. */
public final class Excerpt {

    private Excerpt() {
    }

    /**
     * {@return a text, or its beginning and three dots where it is longer than allowed}
     *
     * @param text          the text
     * @param maxCharacters how many characters (code points) may stay
     */
    public static String of(String text, int maxCharacters) {
        return text.codePointCount(0, text.length()) <= maxCharacters ? text
                : text.substring(0, text.offsetByCodePoints(0, maxCharacters)) + "...";
    }
}
