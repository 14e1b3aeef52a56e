package io.wirescope.envelope;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code tracestate} (W3C Trace Context, section 3.3). The gateway adds no member of its own. */
final class TraceState {

    /** How many characters are passed on. */
    static final int MAX_LENGTH = 512;

    private static final int MAX_MEMBERS = 32;

    /** Members that are longer leave first where the whole is too long. */
    private static final int LONG_MEMBER = 128;

    /** What is longer is not even looked at: the most that 32 members may have, and some whitespace. */
    private static final int MAX_RECEIVED = 32_768;

    private static final String KEY_CHARS = "[a-z0-9_*/-]";
    private static final Pattern MEMBER = Pattern.compile("(?:[a-z]" + KEY_CHARS + "{0,255}|[a-z0-9]" + KEY_CHARS
            + "{0,240}@[a-z]" + KEY_CHARS + "{0,13})=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]");

    private TraceState() {
    }

    /**
     * {@return the members that are passed on, joined by commas}
     *
     * @param header the header's lines joined by commas, or null; empty where it has no member, one that breaks the rules,
     *               or more than 32
     */
    static Optional<String> read(String header) {
        if (header == null || header.length() > MAX_RECEIVED) {
            return Optional.empty();
        }
        List<String> members = new ArrayList<>();
        for (String part : header.split(",")) {
            String member = trim(part);
            if (member.isEmpty()) {
                continue;
            }
            if (members.size() == MAX_MEMBERS || !MEMBER.matcher(member).matches()) {
                return Optional.empty();
            }
            members.add(member);
        }
        return Optional.of(shortened(members)).filter(state -> !state.isEmpty());
    }

    // Whole members leave, long ones first, then the last ones (section 3.3.1.5).
    private static String shortened(List<String> members) {
        for (int i = members.size() - 1; i >= 0 && isTooLong(members); i--) {
            if (members.get(i).length() > LONG_MEMBER) {
                members.remove(i);
            }
        }
        while (isTooLong(members)) {
            members.remove(members.size() - 1);
        }
        return String.join(",", members);
    }

    private static boolean isTooLong(List<String> members) {
        return members.stream().mapToInt(String::length).sum() + members.size() - 1 > MAX_LENGTH;
    }

    private static String trim(String text) { // spaces and tabs (RFC 9110, section 5.6.3)
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
