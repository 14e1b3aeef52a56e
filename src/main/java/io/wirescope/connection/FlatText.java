package io.wirescope.connection;

import io.wirescope.envelope.EnvelopeCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the flat form of an envelope of its text, as {@link EnvelopeCodec#writeFlat} makes it of the envelope. It
 * reads no values, so that numbers stay as they are and no depth is too deep. For text that
 * {@link EnvelopeCodec#write} wrote: without white space, and these names without escapes.
 */
final class FlatText {

    private static final String PAYLOAD = "\"payload\":";

    private static final List<String> ENVELOPE_MEMBERS = List.of("\"envelope_version\":", "\"type\":",
            "\"timestamp\":", "\"request_id\":", "\"trace\":", PAYLOAD, "\"meta\":");

    private FlatText() {
    }

    /** {@return the envelope with its payload's members at the top level too, but for names of its own} */
    static String of(String envelope) {
        StringBuilder flat = new StringBuilder(2 * envelope.length()).append(envelope, 0, envelope.length() - 1);
        for (String member : members(payload(envelope))) {
            if (ENVELOPE_MEMBERS.stream().noneMatch(member::startsWith)) {
                flat.append(',').append(member);
            }
        }
        return flat.append('}').toString();
    }

    private static String payload(String envelope) {
        return members(envelope).stream().filter(member -> member.startsWith(PAYLOAD)).findFirst().orElseThrow()
                .substring(PAYLOAD.length());
    }

    /** {@return the members of an object, each with its name and its value} */
    private static List<String> members(String object) {
        List<String> members = new ArrayList<>();
        int start = 1;
        int depth = 0;
        for (int i = 1; i < object.length(); i++) {
            char c = object.charAt(i);
            if (c == '"') {
                i = endOfString(object, i);
            } else if (depth == 0 && (c == ',' || c == '}')) {
                if (i > start) { // not where the object is empty
                    members.add(object.substring(start, i));
                }
                start = i + 1;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return members;
    }

    private static int endOfString(String text, int quote) {
        int i = quote + 1;
        while (text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }
}
