package io.wirescope.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes an IP address in one spelling, whichever it came in: IPv4 with four decimal numbers, IPv6 as RFC 5952 says, and
 * an IPv4 address that is mapped into IPv6 as the IPv4 address that it is. Never asks a name server.
 */
public final class IpAddress {

    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    private static final int GROUPS = 8;

    /** The longest there is: eight groups of four digits, the last two as IPv4. */
    private static final int MAX_LENGTH = 45;

    private IpAddress() {
    }

    /**
     * Reads an address.
     *
     * @param text an IPv4 address, or an IPv6 address without brackets, with a zone or without
     * @return its one spelling, without a zone; empty where the text is no address
     */
    public static Optional<String> normal(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        if (address.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (address.indexOf(':') >= 0) {
            return groups(address).map(IpAddress::write);
        }
        return zone < 0 ? v4(address).map(high -> writeV4(high.get(0), high.get(1))) : Optional.empty();
    }

    /** {@return the two halves of an IPv4 address} */
    private static Optional<List<Integer>> v4(String text) {
        Matcher parts = V4.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int[] octets = new int[4];
        for (int i = 0; i < 4; i++) {
            String digits = parts.group(i + 1);
            octets[i] = Integer.parseInt(digits);
            if (octets[i] > 255 || digits.length() > 1 && digits.charAt(0) == '0') { // octal to some, decimal to others
                return Optional.empty();
            }
        }
        return Optional.of(List.of(octets[0] << 8 | octets[1], octets[2] << 8 | octets[3]));
    }

    private static Optional<List<Integer>> groups(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return run(text, true).filter(groups -> groups.size() == GROUPS);
        }
        Optional<List<Integer>> head = run(text.substring(0, gap), false);
        Optional<List<Integer>> tail = run(text.substring(gap + 2), true);
        if (head.isEmpty() || tail.isEmpty() || head.get().size() + tail.get().size() >= GROUPS) {
            return Optional.empty();
        }
        List<Integer> groups = new ArrayList<>(head.get());
        while (groups.size() + tail.get().size() < GROUPS) {
            groups.add(0);
        }
        groups.addAll(tail.get());
        return Optional.of(groups);
    }

    // Groups between single colons; the last may be an IPv4 address where they are an address's end.
    private static Optional<List<Integer>> run(String text, boolean atEnd) {
        List<Integer> groups = new ArrayList<>(GROUPS);
        if (text.isEmpty()) {
            return Optional.of(groups);
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (GROUP.matcher(parts[i]).matches()) {
                groups.add(Integer.parseInt(parts[i], 16));
            } else if (atEnd && i == parts.length - 1 && v4(parts[i]).isPresent()) {
                groups.addAll(v4(parts[i]).get());
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups);
    }

    private static String write(List<Integer> groups) {
        boolean mapped = groups.subList(0, 5).stream().allMatch(group -> group == 0) && groups.get(5) == 0xffff;
        return mapped ? writeV4(groups.get(6), groups.get(7)) : writeV6(groups);
    }

    private static String writeV4(int high, int low) {
        return (high >> 8) + "." + (high & 0xff) + "." + (low >> 8) + "." + (low & 0xff);
    }

    // The longest run of zeros is left out, the first of equals, never a single one (RFC 5952, section 4.2).
    private static String writeV6(List<Integer> groups) {
        int start = 0;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups.get(end) == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        return length == 1 ? hex(groups)
                : hex(groups.subList(0, start)) + "::" + hex(groups.subList(start + length, GROUPS));
    }

    private static String hex(List<Integer> groups) {
        StringJoiner text = new StringJoiner(":");
        groups.forEach(group -> text.add(Integer.toHexString(group)));
        return text.toString();
    }
}
