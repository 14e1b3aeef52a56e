package io.wirescope.internal.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON Pointer (RFC 6901) whose token {@code *} also names every item of an array.
 *
 * @param text   as it was written
 * @param tokens the unescaped reference tokens, at least one
 */
record PayloadPointer(String text, List<String> tokens) {

    /** The most characters of one. */
    static final int MAX_LENGTH = 256;

    /** The rule in words. */
    static final String RULE = "must be a JSON Pointer such as /payload/items/*/card, up to " + MAX_LENGTH + " characters";

    private static final String ANY_ITEM = "*";

    /** {@return the pointer of a text, or empty where it is none, or names the whole document} */
    static Optional<PayloadPointer> parse(String text) {
        if (text.isEmpty() || text.charAt(0) != '/' || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        List<String> tokens = new ArrayList<>();
        for (String token : text.substring(1).split("/", -1)) {
            if (!isEscaped(token)) {
                return Optional.empty();
            }
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return Optional.of(new PayloadPointer(text, List.copyOf(tokens)));
    }

    private static boolean isEscaped(String token) {
        for (int at = token.indexOf('~'); at >= 0; at = token.indexOf('~', at + 1)) {
            if (at + 1 == token.length() || "01".indexOf(token.charAt(at + 1)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return a token as it stands in a pointer} */
    static String escape(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }

    /** {@return whether the token at a place names a member} */
    boolean namesMember(int place, String member) {
        return tokens.get(place).equals(member);
    }

    /** {@return whether the token at a place names an item of an array} */
    boolean namesItem(int place, int item) {
        return tokens.get(place).equals(ANY_ITEM) || tokens.get(place).equals(Integer.toString(item));
    }

    /** {@return whether a place is that of the last token} */
    boolean isLast(int place) {
        return place == tokens.size() - 1;
    }
}
