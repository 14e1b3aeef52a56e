package io.wirescope.internal.archive;

import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.event.OutboundMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.nio.charset.StandardCharsets;

/**
 * Which events are archived. Immutable.
 *
 * @param wanted   the types that are, unless one of {@code unwanted} says otherwise
 * @param unwanted the types that are not
 * @param sample   the part of all requests whose events are, from 0 to 1; an event without request is always
 */
public record ArchiveSelection(List<Entry> wanted, List<Entry> unwanted, double sample) {

    private static final String TYPES = "wirescope.archive.types";
    private static final String SAMPLE = "wirescope.archive.sample";
    private static final String RULE = "must be event types, * at the end for any that begin so, :TYPE behind for messages of"
            + " that type, ! before for those that are left out";
    private static final Pattern ENTRY =
            Pattern.compile("(!?)(\\*|[a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*(?:\\.?\\*)?)(?::([^\\s:]{1,128}))?");
    private static final double RANGE = 1L << 32;

    /**
     * One entry of the setting.
     *
     * @param type        an event type, or how it begins
     * @param isPrefix    whether it is that
     * @param messageType the type of the message in a {@code ws.message} event, or null for any event
     */
    record Entry(String type, boolean isPrefix, String messageType) {

        boolean matches(ObservabilityEvent event) {
            String found = event.eventType();
            return (isPrefix ? found.startsWith(type) : found.equals(type))
                    && (messageType == null || messageType.equals(messageType(event)));
        }

        private static String messageType(ObservabilityEvent event) {
            if (event.data() instanceof OutboundMessage out) {
                return out.type();
            }
            return event.data() instanceof InboundMessage in ? in.type() : null;
        }
    }

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one can't be used
     */
    static ArchiveSelection from(Settings settings) {
        List<Entry> wanted = new ArrayList<>();
        List<Entry> unwanted = new ArrayList<>();
        for (String text : settings.list(TYPES)) {
            Matcher parts = ENTRY.matcher(text);
            if (!parts.matches()) {
                throw new InvalidSettingException(TYPES, text, RULE);
            }
            boolean isPrefix = parts.group(2).endsWith("*");
            String type = isPrefix ? parts.group(2).substring(0, parts.group(2).length() - 1) : parts.group(2);
            (parts.group(1).isEmpty() ? wanted : unwanted).add(new Entry(type, isPrefix, parts.group(3)));
        }
        return new ArchiveSelection(List.copyOf(wanted), List.copyOf(unwanted), sample(settings.text(SAMPLE)));
    }

    private static double sample(String text) {
        try {
            double sample = Double.parseDouble(text);
            if (sample >= 0 && sample <= 1) {
                return sample;
            }
        } catch (NumberFormatException e) {
            throw new InvalidSettingException(SAMPLE, text, "must be a number from 0 to 1");
        }
        throw new InvalidSettingException(SAMPLE, text, "must be a number from 0 to 1");
    }

    /** {@return whether an event is archived} */
    public boolean includes(ObservabilityEvent event) {
        return wanted.stream().anyMatch(entry -> entry.matches(event))
                && unwanted.stream().noneMatch(entry -> entry.matches(event))
                && isSampled(event.context().requestId());
    }

    // By the request id, so that a story is kept whole or not at all, and by every server alike.
    private boolean isSampled(String requestId) {
        if (sample >= 1 || requestId == null) {
            return true;
        }
        CRC32 hash = new CRC32();
        hash.update(requestId.getBytes(StandardCharsets.UTF_8));
        return hash.getValue() < sample * RANGE;
    }
}
