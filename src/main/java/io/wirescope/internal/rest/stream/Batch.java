package io.wirescope.internal.rest.stream;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.EventCursor;
import io.wirescope.event.EventListener;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.rest.view.EventJson;
import java.util.ArrayList;
import java.util.List;

/**
 * Events that one server sends to a stream of another at once.
 *
 * @param from  the sequence before the first that was looked at
 * @param next  the last sequence that was looked at
 * @param lines {@code e} and an event as JSON, or {@code g} and the first and the last sequence that are lost
 */
record Batch(long from, long next, List<String> lines) {

    /** How many characters a batch may have, give or take one event. */
    static final int MAX_CHARS = 64 * 1024;

    /** Events looked at for one batch, so that a filter that wants nothing does not keep a thread. */
    private static final int LOOKS = 4096;

    private static final String EVENT = "e ";
    private static final String GAP = "g ";

    /** Collects what a cursor has. */
    private static final class Collector implements EventListener {

        private final List<String> lines = new ArrayList<>();
        private final String node;
        private int chars;

        Collector(String node) {
            this.node = node;
        }

        @Override
        public void onEvent(ObservabilityEvent event) {
            add(EVENT + JsonFormat.write(EventJson.of(event, node)));
        }

        @Override
        public void onGap(long first, long last) {
            add(GAP + first + ' ' + last);
        }

        private void add(String line) {
            lines.add(line);
            chars += line.length();
        }
    }

    /**
     * A batch that was read.
     *
     * @param batch  what was found
     * @param isMore whether there may be more to look at; else the cursor says when there is
     */
    record Taken(Batch batch, boolean isMore) {
    }

    /**
     * Takes what a cursor has.
     *
     * @param cursor is not read by another thread meanwhile
     * @param node   this server's id
     */
    static Taken take(EventCursor cursor, String node) {
        long from = cursor.sequence();
        Collector collector = new Collector(node);
        boolean more = true;
        for (int i = 0; more && i < LOOKS && collector.chars < MAX_CHARS; i++) {
            more = cursor.advance(collector);
        }
        return new Taken(new Batch(from, cursor.sequence(), collector.lines), more);
    }

    String toText() {
        StringBuilder text = new StringBuilder().append(from).append(' ').append(next);
        lines.forEach(line -> text.append('\n').append(line));
        return text.toString();
    }

    /**
     * Reads a batch.
     *
     * @throws IllegalArgumentException when the text is none
     */
    static Batch read(String text) {
        List<String> all = text.lines().toList();
        String[] places = all.isEmpty() ? new String[0] : all.get(0).split(" ");
        List<String> lines = all.stream().skip(1).toList();
        if (places.length != 2 || !lines.stream().allMatch(line -> line.startsWith(EVENT + "{") || line.startsWith(GAP))) {
            throw new IllegalArgumentException("a batch must begin with two sequences, and have events and gaps");
        }
        return new Batch(Long.parseLong(places[0]), Long.parseLong(places[1]), lines);
    }

    /**
     * {@return what goes over the stream of another server: for each line one event, without an id}
     *
     * @param node the server that sent it
     */
    String toFrames(String node) {
        StringBuilder frames = new StringBuilder();
        for (String line : lines) {
            if (line.startsWith(EVENT)) {
                frames.append("data: ").append(line, EVENT.length(), line.length()).append("\n\n");
            } else {
                String[] range = line.substring(GAP.length()).split(" ");
                frames.append(gap(node, Long.parseLong(range[0]), Long.parseLong(range[1])));
            }
        }
        return frames.toString();
    }

    /** {@return the notice that events of a server are gone} */
    static String gap(String node, long first, long last) {
        return "event: gap\ndata: {\"node\":\"" + node + "\",\"first\":" + first + ",\"last\":" + last + "}\n\n";
    }
}
