package io.wirescope.internal.nodes;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one node sends to others: a line of words, then a body.
 *
 * @param type    what it is
 * @param sender  the id of the node that sent it
 * @param subject which question or lease it belongs to; without white space, not empty
 * @param body    any text
 */
public record Frame(String type, String sender, String subject, String body) {

    /** Layout and its version, first on the line. */
    private static final String MARK = "ws1";

    private static final int WORDS = 4;
    private static final Pattern SPACE = Pattern.compile(" ");

    String toText() {
        return MARK + ' ' + type + ' ' + sender + ' ' + subject + '\n' + body;
    }

    /** {@return the frame, or empty where the text is none} */
    static Optional<Frame> read(String text) {
        int end = text.indexOf('\n');
        String[] words = end < 0 ? new String[0] : SPACE.split(text.substring(0, end), -1);
        return words.length == WORDS && words[0].equals(MARK)
                ? Optional.of(new Frame(words[1], words[2], words[3], text.substring(end + 1)))
                : Optional.empty();
    }
}
