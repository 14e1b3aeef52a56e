package io.wirescope.envelope;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Timestamps as the wire has them: RFC 3339, section 5.6.
 *
 * <p>Stricter than {@code OffsetDateTime.parse}, which accepts a time without seconds, an offset of
 * seconds and years of ten digits. Written ones have microseconds and {@code +00:00}, as the
 * contract's example.
 */
public final class Rfc3339 {

    /** RFC 3339, section 5.6, up to where the fraction or the zone begins; each 0 means a digit. */
    private static final String DATE_AND_TIME = "0000-00-00T00:00:00";

    private static final long SECONDS_A_DAY = 86_400;
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
        if (text.length() > LONGEST || !hasDateAndTime(text)) {
            return Optional.empty();
        }
        int zone = endOfFraction(text);
        if (zone < 0 || !isZone(text, zone)) {
            return Optional.empty();
        }
        try {
            long seconds = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2)).toEpochDay()
                    * SECONDS_A_DAY + secondOfDay(text) - offsetSeconds(text, zone);
            return Optional.of(Instant.ofEpochSecond(seconds, nanos(text, zone)))
                    .filter(Rfc3339::hasFourDigitYear);
        } catch (DateTimeException e) { // the 30th of February
            return Optional.empty();
        }
    }

    // By hand, since every message has one: a regular expression and java.time's parser took a fifth of the
    // time that an echo takes.
    private static boolean hasDateAndTime(String text) {
        if (text.length() <= DATE_AND_TIME.length()) {
            return false;
        }
        for (int i = 0; i < DATE_AND_TIME.length(); i++) {
            char wanted = DATE_AND_TIME.charAt(i);
            char found = text.charAt(i);
            if (wanted == '0' ? !isDigit(found) : found != wanted && !(i == 10 && found == 't')) {
                return false;
            }
        }
        return number(text, 11, 2) < 24 && number(text, 14, 2) < 60 && number(text, 17, 2) <= 60;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** {@return where the zone begins, or -1 where there is a point without digits} */
    private static int endOfFraction(String text) {
        int at = DATE_AND_TIME.length();
        if (text.charAt(at) != '.') {
            return at;
        }
        int end = at + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end > at + 1 && end < text.length() ? end : -1;
    }

    // Offsets go up to 23:59, further than ZoneOffset does.
    private static boolean isZone(String text, int at) {
        char first = text.charAt(at);
        if (first == 'Z' || first == 'z') {
            return text.length() == at + 1;
        }
        return (first == '+' || first == '-') && text.length() == at + 6
                && isDigit(text.charAt(at + 1)) && isDigit(text.charAt(at + 2)) && text.charAt(at + 3) == ':'
                && isDigit(text.charAt(at + 4)) && isDigit(text.charAt(at + 5))
                && number(text, at + 1, 2) < 24 && number(text, at + 4, 2) < 60;
    }

    private static int number(String text, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static int secondOfDay(String text) {
        return number(text, 11, 2) * 3600 + number(text, 14, 2) * 60 + Math.min(59, number(text, 17, 2));
    }

    private static int offsetSeconds(String text, int zone) {
        if (text.length() == zone + 1) {
            return 0;
        }
        int seconds = number(text, zone + 1, 2) * 3600 + number(text, zone + 4, 2) * 60;
        return text.charAt(zone) == '-' ? -seconds : seconds;
    }

    private static int nanos(String text, int zone) {
        int nanos = 0;
        for (int i = 0; i < 9; i++) {
            int at = DATE_AND_TIME.length() + 1 + i;
            nanos = nanos * 10 + (at < zone ? text.charAt(at) - '0' : 0);
        }
        return nanos;
    }

    // An offset can move the first or last day of all years out of what could be written again.
    private static boolean hasFourDigitYear(Instant instant) {
        return !instant.isBefore(FIRST) && instant.isBefore(END);
    }

    /**
     * {@return the instant in UTC with six digits of a second, e.g. 2025-08-16T01:36:59.923393+00:00}
     *
     * @param instant of a year from 0 to 9999; what is finer than a microsecond is cut off
     */
    public static String format(Instant instant) {
        // By hand, since every message has one: DateTimeFormatter takes ten times as long.
        OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
        char[] text = "0000-00-00T00:00:00.000000+00:00".toCharArray();
        digits(text, time.getYear(), 4);
        digits(text, time.getMonthValue(), 7);
        digits(text, time.getDayOfMonth(), 10);
        digits(text, time.getHour(), 13);
        digits(text, time.getMinute(), 16);
        digits(text, time.getSecond(), 19);
        digits(text, time.getNano() / 1000, 26);
        return new String(text);
    }

    private static void digits(char[] text, int value, int end) {
        int at = end;
        for (int rest = value; rest > 0; rest /= 10) {
            text[--at] = (char) ('0' + rest % 10);
        }
    }
}
