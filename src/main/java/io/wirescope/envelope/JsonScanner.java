package io.wirescope.envelope;

import java.util.Arrays;

/**
 * Checks in one pass that a text is a JSON object, and notes where its members are. For one text and one thread.
 *
 * <p>It accepts less than {@link JsonFormat#read} does, and nothing else: where it gives up, that one decides. It gives up
 * on whatever is not RFC 8259's grammar, and on what is rare: more than {@link #MAX_DEPTH} levels, a name with an escape, a
 * number of more than {@link #MAX_NUMBER} characters or an exponent of more than {@link #MAX_EXPONENT} digits, and names
 * whose hashes were made to collide.
 */
final class JsonScanner {

    /** Where an object or array is nested deeper, the scanner gives up. */
    static final int MAX_DEPTH = 64;
    /** The longest number that it accepts, in characters. */
    static final int MAX_NUMBER = 256;
    /** The most digits of an exponent that it accepts. */
    static final int MAX_EXPONENT = 4;

    private static final int GIVEN_UP = -1;

    // There is room for so many members before it is doubled; both are powers of two, so that the table's length is.
    private static final int LEAST_MEMBERS = 16;
    private static final int PLACES_A_MEMBER = 4;
    private static final int CHARACTERS_A_MEMBER = 24;

    private final String text;
    private final char[] chars; // with a 0 at the end, which JSON has nowhere
    private final int end;
    private int depth;
    private int objects;

    // What the text has so far that is written another way than it was read.
    private int spaces;
    private int escapes;
    private int rewrites;
    private int bits;

    private int[] members;
    private int count = 1; // the first is the whole object
    private int[] table;

    private JsonScanner(String text) {
        this.text = text;
        this.end = text.length();
        this.chars = new char[end + 1];
        text.getChars(0, end, chars, 0);
        int expected = Math.max(LEAST_MEMBERS, Integer.highestOneBit(end / CHARACTERS_A_MEMBER));
        this.members = new int[JsonIndex.WIDTH * expected];
        this.table = new int[PLACES_A_MEMBER * expected];
    }

    /**
     * {@return where the members of the object are that the text is, or null where the scanner gave up}
     *
     * @param text any text
     */
    static JsonIndex scan(String text) {
        return new JsonScanner(text).whole();
    }

    private JsonIndex whole() {
        int start = space(0);
        members[JsonIndex.ROOT + JsonIndex.OBJECT] = JsonIndex.NO_OBJECT;
        return chars[start] == '{' && memberValue(JsonIndex.ROOT, start) == end
                ? new JsonIndex(text, chars, members, count, table, mayHaveSurrogates()) : null;
    }

    // Nothing is combined to a surrogate's bits unless a character has them; an escape may become one.
    private boolean mayHaveSurrogates() {
        return bits >= Character.MIN_SURROGATE || rewrites > 0;
    }

    private int space(int from) {
        char c = chars[from];
        if (c > ' ') { // mostly
            return from;
        }
        int at = from;
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            c = chars[++at];
        }
        spaces += at - from;
        return at;
    }

    private int value(int at) {
        char c = chars[at];
        return switch (c) {
            case '"' -> string(at + 1);
            case '{' -> object(at + 1);
            case '[' -> array(at + 1);
            case 't' -> word(at, "true");
            case 'f' -> word(at, "false");
            case 'n' -> word(at, "null");
            default -> c == '-' || isDigit(c) ? number(at) : GIVEN_UP;
        };
    }

    private int object(int from) {
        int object = objects++;
        int at = space(from);
        if (chars[at] == '}') {
            return at + 1;
        }
        if (++depth > MAX_DEPTH) {
            return GIVEN_UP;
        }
        at = member(at, object);
        while (at >= 0 && chars[at] == ',') {
            at = member(space(at + 1), object);
        }
        depth--;
        return at >= 0 && chars[at] == '}' ? at + 1 : GIVEN_UP;
    }

    /** {@return the place of what follows a member and its white space} */
    private int member(int at, int object) {
        if (chars[at] != '"') {
            return GIVEN_UP;
        }
        int nameEnd = endOfRun(at + 1);
        if (chars[nameEnd] != '"') {
            return GIVEN_UP;
        }
        int hash = 0; // as String's own
        for (int i = at + 1; i < nameEnd; i++) {
            hash = 31 * hash + chars[i];
        }
        int entry = enter(object, at + 1, nameEnd, hash);
        int colon = space(nameEnd + 1);
        return entry < 0 || chars[colon] != ':' ? GIVEN_UP : memberValue(entry, space(colon + 1));
    }

    private int memberValue(int entry, int at) {
        int spacesBefore = spaces;
        int escapesBefore = escapes;
        int rewritesBefore = rewrites;
        int object = objects;
        int after = value(at);
        if (after < 0) {
            return GIVEN_UP;
        }
        members[entry + JsonIndex.VALUE] = at;
        members[entry + JsonIndex.VALUE_END] = after;
        members[entry + JsonIndex.FORM] = (spaces == spacesBefore ? 0 : JsonIndex.SPACED)
                | (escapes == escapesBefore ? 0 : JsonIndex.ESCAPED)
                | (rewrites == rewritesBefore ? 0 : JsonIndex.REWRITTEN);
        members[entry + JsonIndex.CHILD] = object;
        return space(after);
    }

    /** {@return where a new member's entry is; negative where the object has the name already} */
    private int enter(int object, int name, int nameEnd, int hash) {
        int entry = count * JsonIndex.WIDTH;
        if (entry == members.length && !grow()) {
            return GIVEN_UP;
        }
        members[entry + JsonIndex.OBJECT] = object;
        members[entry + JsonIndex.NAME] = name;
        members[entry + JsonIndex.NAME_END] = nameEnd;
        members[entry + JsonIndex.HASH] = hash;
        if (!hang(count)) {
            return GIVEN_UP;
        }
        count++;
        return entry;
    }

    private boolean grow() {
        members = Arrays.copyOf(members, 2 * members.length);
        table = new int[PLACES_A_MEMBER * members.length / JsonIndex.WIDTH];
        boolean all = true;
        for (int member = 1; member < count; member++) {
            all &= hang(member);
        }
        return all;
    }

    /** Puts a member into the table. {@return false where its name is there, or too many others are in its way} */
    private boolean hang(int member) {
        int entry = member * JsonIndex.WIDTH;
        int slot = JsonIndex.slot(members[entry + JsonIndex.OBJECT], members[entry + JsonIndex.HASH], table);
        for (int tries = 0; table[slot] != 0; tries++) {
            if (tries == JsonIndex.MAX_TRIES || isSameName((table[slot] - 1) * JsonIndex.WIDTH, entry)) {
                return false;
            }
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = member + 1;
        return true;
    }

    private boolean isSameName(int one, int other) {
        return members[one + JsonIndex.HASH] == members[other + JsonIndex.HASH]
                && members[one + JsonIndex.OBJECT] == members[other + JsonIndex.OBJECT]
                && Arrays.equals(chars, members[one + JsonIndex.NAME], members[one + JsonIndex.NAME_END],
                        chars, members[other + JsonIndex.NAME], members[other + JsonIndex.NAME_END]);
    }

    private int array(int from) {
        int at = space(from);
        if (chars[at] == ']') {
            return at + 1;
        }
        if (++depth > MAX_DEPTH) {
            return GIVEN_UP;
        }
        at = element(at);
        while (at >= 0 && chars[at] == ',') {
            at = element(space(at + 1));
        }
        depth--;
        return at >= 0 && chars[at] == ']' ? at + 1 : GIVEN_UP;
    }

    private int element(int at) {
        int after = value(at);
        return after < 0 ? GIVEN_UP : space(after);
    }

    private int string(int from) {
        int at = endOfRun(from);
        while (chars[at] == '\\') {
            escapes++;
            int after = escape(at + 1);
            if (after < 0) {
                return GIVEN_UP;
            }
            at = endOfRun(after);
        }
        return chars[at] == '"' ? at + 1 : GIVEN_UP;
    }

    // A loop that counts up to a limit, which the compiler unrolls and checks no place in.
    private int endOfRun(int from) {
        char[] text = chars;
        int seen = 0;
        for (int at = from; at < text.length; at++) {
            char c = text[at];
            if (c == '"' || c == '\\' || c < ' ') {
                bits |= seen;
                return at;
            }
            seen |= c;
        }
        throw new IllegalStateException("No 0 at the end");
    }

    private int escape(int at) {
        switch (chars[at]) {
            case '"', '\\', 'b', 'f', 'n', 'r', 't' -> {
                return at + 1;
            }
            case '/' -> {
                rewrites++;
                return at + 1;
            }
            case 'u' -> {
                rewrites++;
                return isHex(at + 1) && isHex(at + 2) && isHex(at + 3) && isHex(at + 4) ? at + 5 : GIVEN_UP;
            }
            default -> {
                return GIVEN_UP;
            }
        }
    }

    // Only looked at where all before it are hexadecimal, so never beyond the 0 at the end.
    private boolean isHex(int at) {
        char c = chars[at];
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    private int word(int at, String word) {
        for (int i = 1; i < word.length(); i++) {
            if (chars[at + i] != word.charAt(i)) {
                return GIVEN_UP;
            }
        }
        return at + word.length();
    }

    private int number(int from) {
        int whole = chars[from] == '-' ? from + 1 : from;
        if (!isDigit(chars[whole])) {
            return GIVEN_UP;
        }
        int at = chars[whole] == '0' ? whole + 1 : digits(whole);
        if (chars[at] == '.') {
            int fraction = at + 1;
            at = digits(fraction);
            if (at == fraction) {
                return GIVEN_UP;
            }
        }
        boolean exponent = chars[at] == 'e' || chars[at] == 'E';
        if (exponent) {
            at = exponent(at + 1);
        }
        if (exponent || !JsonIndex.isPlain(chars, from, at)) {
            rewrites++;
        }
        return at - from <= MAX_NUMBER ? at : GIVEN_UP;
    }

    private int exponent(int from) {
        int first = chars[from] == '+' || chars[from] == '-' ? from + 1 : from;
        int at = digits(first);
        return at == first || at - first > MAX_EXPONENT ? GIVEN_UP : at;
    }

    private int digits(int from) {
        int at = from;
        while (isDigit(chars[at])) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
