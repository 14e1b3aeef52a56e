package io.wirescope.envelope;

/** The length of text on the wire. */
public final class Utf8 {

    private Utf8() {
    }

    /**
     * {@return the length of a text in UTF-8 bytes; a lone surrogate counts as the three of U+FFFD}
     *
     * @param text any text
     */
    public static int length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                bytes += 2;
                if (Character.isHighSurrogate(c) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++; // four bytes for the two characters: the second adds none of its own
                }
            } else if (c >= 0x80) {
                bytes++;
            }
        }
        return bytes;
    }
}
