package io.wirescope.envelope;

import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The text of a JSON object that a {@link JsonScanner} has checked, with the places of all members. Values are made when they
 * are asked for, and objects among them stay text. Immutable.
 */
final class JsonIndex {

    /** How many numbers there are for each member. */
    static final int WIDTH = 8;

    /** The place of the whole object, which is nobody's member. */
    static final int ROOT = 0;
    static final int NO_OBJECT = -1;

    static final int OBJECT = 0;
    static final int NAME = 1;
    static final int NAME_END = 2;
    static final int HASH = 3;
    static final int VALUE = 4;
    static final int VALUE_END = 5;
    /** How the value is written here: the sum of the three below that are so. */
    static final int FORM = 6;
    /** The number of the object that the value is, if it is one. */
    static final int CHILD = 7;

    /** There is white space in it. */
    static final int SPACED = 1;
    /** A string in it has an escape. */
    static final int ESCAPED = 2;
    /** Something but white space is not as it is written after it was read. */
    static final int REWRITTEN = 4;

    /** How many members may be in the way of another in the table. */
    static final int MAX_TRIES = 32;

    private static final int MAX_INT_LENGTH = 9;
    private static final int MAX_LONG_LENGTH = 18;
    private static final int LONGEST_PLAIN_FRACTION = "0.123456".length();

    private final String text;
    private final char[] chars; // the same
    private final int[] members;
    private final int count;
    private final int[] table;
    private final boolean surrogates;

    JsonIndex(String text, char[] chars, int[] members, int count, int[] table, boolean surrogates) {
        this.text = text;
        this.chars = chars;
        this.members = members;
        this.count = count;
        this.table = table;
        this.surrogates = surrogates;
    }

    /** {@return where a name of an object is looked for first} */
    static int slot(int object, int hash, int[] table) {
        int mixed = (hash ^ object * 0x9E3779B9) * 0x85EBCA6B;
        return (mixed ^ mixed >>> 15) & table.length - 1;
    }

    /** {@return the whole object} */
    JsonSlice root() {
        return new JsonSlice(this, ROOT);
    }

    /** Writes an object without white space, and its strings and numbers as {@link JsonFormat} does. */
    void write(int owner, JsonText out) {
        int form = members[owner + FORM];
        int from = members[owner + VALUE];
        int to = members[owner + VALUE_END];
        if ((form & REWRITTEN) != 0) {
            out.rewrite(chars, from, to);
        } else if ((form & SPACED) != 0) {
            out.compact(text, from, to, (form & ESCAPED) != 0, surrogates);
        } else {
            out.copy(chars, from, to, surrogates);
        }
    }

    /** {@return the member of an object, or -1 where it has none of the name} */
    int find(int owner, String name) {
        int object = members[owner + CHILD];
        int hash = name.hashCode();
        int slot = slot(object, hash, table);
        for (int tries = 0; tries <= MAX_TRIES && table[slot] != 0; tries++) {
            int member = (table[slot] - 1) * WIDTH;
            if (members[member + HASH] == hash && members[member + OBJECT] == object && isNamed(member, name)) {
                return member;
            }
            slot = slot + 1 & table.length - 1;
        }
        return -1;
    }

    private boolean isNamed(int member, String name) {
        int from = members[member + NAME];
        if (members[member + NAME_END] - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (chars[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String source(int member) {
        return text.substring(members[member + VALUE], members[member + VALUE_END]);
    }

    /** {@return a member's value; an object stays text} */
    JsonValue value(int member) {
        return switch (chars[members[member + VALUE]]) {
            case '{' -> new JsonSlice(this, member);
            case '"' -> string(member);
            case 't' -> JsonValue.TRUE;
            case 'f' -> JsonValue.FALSE;
            case 'n' -> JsonValue.NULL;
            case '[' -> read(source(member));
            default -> number(source(member));
        };
    }

    private JsonValue string(int member) {
        return (members[member + FORM] & ESCAPED) != 0 ? read(source(member))
                : JsonFormat.string(text.substring(members[member + VALUE] + 1, members[member + VALUE_END] - 1));
    }

    private static JsonValue read(String text) {
        try {
            return JsonFormat.read(text);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("Accepted by the scanner, and refused by the parser", e);
        }
    }

    /**
     * {@return whether a number without exponent is written as it stands} -0 is written as 0, and 0.0000001 as 1E-7, as
     * {@code BigDecimal} does.
     */
    static boolean isPlain(char[] text, int from, int to) {
        int whole = text[from] == '-' ? from + 1 : from;
        return text[whole] != '0' || whole == from && to - from <= LONGEST_PLAIN_FRACTION;
    }

    /** {@return a number as the parser makes it} */
    static JsonValue number(String text) {
        int digits = text.charAt(0) == '-' ? text.length() - 1 : text.length();
        if (digits > MAX_LONG_LENGTH || !isInteger(text)) {
            return JsonFormat.number(new BigDecimal(text));
        }
        return digits > MAX_INT_LENGTH ? JsonFormat.number(Long.parseLong(text)) : JsonFormat.number(Integer.parseInt(text));
    }

    private static boolean isInteger(String number) {
        for (int i = 1; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** {@return all members of an object, in their order} */
    Map<String, JsonValue> members(int owner) {
        Map<String, JsonValue> found = new LinkedHashMap<>();
        int end = members[owner + VALUE_END];
        // What an object has in it comes next after itself.
        for (int member = owner + WIDTH; member < count * WIDTH && members[member + NAME] < end; member += WIDTH) {
            if (members[member + OBJECT] == members[owner + CHILD]) {
                found.put(text.substring(members[member + NAME], members[member + NAME_END]), value(member));
            }
        }
        return found;
    }
}
