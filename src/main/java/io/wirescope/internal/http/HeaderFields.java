package io.wirescope.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Reads the header fields of one request as RFC 9110, section 5, defines them: names in any case, whitespace around a
 * value dropped, and several lines of a list joined into one list.
 */
public final class HeaderFields {

    private final HttpServletRequest request;

    /** @param request has the fields */
    public HeaderFields(HttpServletRequest request) {
        this.request = request;
    }

    /**
     * {@return the values of a field, one for each of its lines, in order; empty where there is none}
     *
     * @param name the field's name, in any case
     */
    public List<String> lines(String name) {
        return Collections.list(request.getHeaders(name)).stream().map(HeaderFields::trim).toList();
    }

    /**
     * {@return the value of a field that is no list, or empty where it is missing or has several lines}
     *
     * @param name the field's name, in any case
     */
    public Optional<String> single(String name) {
        List<String> lines = lines(name);
        return lines.size() == 1 ? Optional.of(lines.get(0)) : Optional.empty();
    }

    /**
     * {@return the members of a list, of all its lines, without empty ones (RFC 9110, section 5.6.1)}
     *
     * @param name the field's name, in any case
     */
    public List<String> list(String name) {
        List<String> members = new ArrayList<>();
        lines(name).forEach(line -> members.addAll(split(line, ',')));
        return members;
    }

    /**
     * {@return whether a list has a token; case does not count}
     *
     * @param name  the field's name, in any case
     * @param token the token
     */
    public boolean hasToken(String name, String token) {
        return list(name).stream().anyMatch(token::equalsIgnoreCase);
    }

    /** {@return the parts between separators outside of quoted strings, trimmed, without what is empty} */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++; // the next one is escaped
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts.stream().map(HeaderFields::trim).filter(part -> !part.isEmpty()).toList();
    }

    // Spaces and tabs (RFC 9110, section 5.6.3); Payara and Open Liberty leave a tab at the end.
    private static String trim(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
