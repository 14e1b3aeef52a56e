package io.wirescope.envelope;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Timestamps as the wire has them: RFC 3339, section 5.6.
 *
 * <p>Stricter than {@code OffsetDateTime.parse}, which takes a time without seconds, an offset of
 * seconds and years of ten digits. Written ones have microseconds and {@code +00:00}, as the
 * contract's example.
 */
public final class Rfc3339 {

    // RFC 3339, section 5.6. Offsets go up to 23:59, further than ZoneOffset does.
    private static final Pattern SYNTAX = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[Tt](\\d{2}:\\d{2}:)(\\d{2})"
            + "(?:\\.(\\d+))?(?:[Zz]|([+-])([01]\\d|2[0-3]):([0-5]\\d))");

    private static final int LONGEST = 64;
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Rfc3339() {
    }

    /**
     * Reads a timestamp.
     *
     * @param text any text; a leap second ({@code :60}) counts as the second before it, and digits beyond
     *             the nanosecond as none
     * @return the instant, or empty where the text is no RFC 3339 timestamp, or longer than 64 characters
     */
    public static Optional<Instant> parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (text.length() > LONGEST || !parts.matches()) {
            return Optional.empty();
        }
        try {
            String second = parts.group(3).equals("60") ? "59" : parts.group(3);
            LocalDateTime local = LocalDateTime.parse(parts.group(1) + 'T' + parts.group(2) + second);
            Instant instant = local.toInstant(ZoneOffset.UTC).minusSeconds(offsetSeconds(parts))
                    .plusNanos(nanos(parts.group(4)));
            return Optional.of(instant).filter(Rfc3339::hasFourDigitYear);
        } catch (DateTimeParseException e) { // the 30th of February, the 25th hour
            return Optional.empty();
        }
    }

    // An offset can move the first or last day of all years out of what could be written again.
    private static boolean hasFourDigitYear(Instant instant) {
        return !instant.isBefore(FIRST) && instant.isBefore(END);
    }

    private static int offsetSeconds(Matcher parts) {
        if (parts.group(5) == null) {
            return 0;
        }
        int seconds = Integer.parseInt(parts.group(6)) * 3600 + Integer.parseInt(parts.group(7)) * 60;
        return parts.group(5).equals("-") ? -seconds : seconds;
    }

    private static int nanos(String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    }

    /** {@return the instant in UTC with six digits of a second, e.g. 2025-08-16T01:36:59.923393+00:00} */
    public static String format(Instant instant) {
        // By hand, for it stands in every message: DateTimeFormatter takes ten times as long.
        OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(32);
        digits(text, time.getYear(), 4).append('-');
        digits(text, time.getMonthValue(), 2).append('-');
        digits(text, time.getDayOfMonth(), 2).append('T');
        digits(text, time.getHour(), 2).append(':');
        digits(text, time.getMinute(), 2).append(':');
        digits(text, time.getSecond(), 2).append('.');
        return digits(text, time.getNano() / 1000, 6).append("+00:00").toString();
    }

    private static StringBuilder digits(StringBuilder text, int value, int width) {
        int from = text.length();
        text.append(value);
        while (text.length() - from < width) {
            text.insert(from, '0');
        }
        return text;
    }
}
