package io.wirescope.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query string, decoded once and strictly: what is no percent-encoded UTF-8 has no value, rather than
 * one with replacement characters in it. Immutable.
 */
public final class Query {

    private final Map<String, List<Optional<String>>> values = new LinkedHashMap<>();

    /** @param raw the query as it came, or null */
    public Query(String raw) {
        if (raw == null) {
            return;
        }
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            decode(name, true).ifPresent(decoded ->
                    values.computeIfAbsent(decoded, key -> new ArrayList<>(1)).add(decode(value, true)));
        }
    }

    /**
     * {@return whether a parameter is present}
     *
     * @param name the parameter, decoded
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * {@return all values of a parameter, empty each that can't be decoded}
     *
     * @param name the parameter, decoded
     */
    public List<Optional<String>> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /**
     * {@return the value of a parameter that appears exactly once and can be decoded}
     *
     * @param name the parameter, decoded
     */
    public Optional<String> single(String name) {
        List<Optional<String>> found = all(name);
        return found.size() == 1 ? found.get(0) : Optional.empty();
    }

    /**
     * {@return all the values of a parameter, to show to a person}
     *
     * @param name the parameter, decoded
     */
    public String shown(String name) {
        return String.join(",", all(name).stream()
                .map(value -> value.orElse("?")).toList());
    }

    /**
     * Decodes percent-encoded UTF-8.
     *
     * @param encoded     the text as it came, a character for each octet; one above U+00FF makes it broken
     * @param plusIsSpace as in queries, not in paths
     * @return the text, or empty where the encoding is broken
     */
    public static Optional<String> decode(String encoded, boolean plusIsSpace) {
        if (encoded.indexOf('%') < 0 && encoded.chars().allMatch(c -> c < 0x80)) {
            return Optional.of(plusIsSpace ? encoded.replace('+', ' ') : encoded);
        }
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int octet = octet(encoded, i + 1);
                if (octet < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) octet);
                i += 2;
            } else if (c > 0xff) {
                return Optional.empty(); // no octet that ever came over the wire
            } else {
                bytes.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int octet(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        char high = text.charAt(at);
        char low = text.charAt(at + 1);
        return HexFormat.isHexDigit(high) && HexFormat.isHexDigit(low)
                ? HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low) : -1;
    }
}
