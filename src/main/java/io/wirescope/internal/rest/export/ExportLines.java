package io.wirescope.internal.rest.export;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.internal.event.history.ArchiveCoverage;
import io.wirescope.internal.event.history.EventHistory;
import io.wirescope.internal.event.history.EventPlace;
import io.wirescope.internal.event.history.HistoryPage;
import io.wirescope.internal.event.history.HistoryQuery;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads the lines of an export, page by page; for one thread at a time. A page may block for the archive's patience. */
final class ExportLines {

    private static final Logger LOG = Logger.getLogger(ExportLines.class.getName());

    /** How often a page is asked for when the archive does not answer. */
    private static final int ATTEMPTS = 3;

    private final EventHistory history;
    private HistoryQuery query;
    private Iterator<ObservabilityEvent> events = Collections.emptyIterator();
    private long left;
    private int failed;
    private int unreadable;
    private boolean pagesEnded;
    private boolean ended;
    private ArchiveCoverage worst;

    /**
     * @param history is read
     * @param wanted  what is to be exported
     */
    ExportLines(EventHistory history, ExportRequest wanted) {
        this.history = history;
        this.query = wanted.query();
        this.left = wanted.limit();
    }

    /** What the next look gave. */
    enum Look { LINE, LATER, END }

    private byte[] line;

    /** {@return the line that {@link #look} found, with its end} */
    byte[] line() {
        return line;
    }

    /** {@return whether there is a line, or one may be tried for later, or there are no more} */
    Look look() {
        while (!events.hasNext() && !pagesEnded) {
            if (!turnPage()) {
                return Look.LATER;
            }
        }
        if (events.hasNext()) {
            ObservabilityEvent event = events.next();
            left--;
            line = encode(event);
            return Look.LINE;
        }
        if (!ended) {
            ended = true;
            if (worst != null && worst != ArchiveCoverage.COMPLETE || unreadable > 0) {
                line = note();
                return Look.LINE;
            }
        }
        return Look.END;
    }

    private boolean turnPage() {
        HistoryPage page = history.page(query);
        if (isFailed(page.coverage())) {
            failed++;
            if (failed < ATTEMPTS) {
                return false;
            }
        } else {
            failed = 0;
        }
        note(page.coverage());
        events = page.events().iterator();
        EventPlace next = page.next();
        pagesEnded = next == null || left <= page.events().size() || isFailed(page.coverage());
        if (!pagesEnded) {
            HistoryQuery following = query.from(next);
            query = new HistoryQuery(following.criteria(), following.after(), following.before(),
                    (int) Math.min(ExportRequest.PAGE, left - page.events().size()), following.descending());
        }
        return true;
    }

    private static boolean isFailed(ArchiveCoverage coverage) {
        return coverage == ArchiveCoverage.UNAVAILABLE || coverage == ArchiveCoverage.TIMED_OUT;
    }

    private void note(ArchiveCoverage coverage) {
        if (coverage != null && (worst == null || coverage.ordinal() > worst.ordinal())) {
            worst = coverage;
        }
    }

    private byte[] encode(ObservabilityEvent event) {
        try {
            return bytes(JsonFormat.write(event.toJson()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) { // the data's class may be an application's
            LOG.log(Level.WARNING, "Event " + event.sequence() + " of type " + event.eventType()
                    + " can't be put into JSON", e);
            unreadable++;
            return new byte[0];
        }
    }

    // The status was sent long ago; an export that lacks something says so where its reader looks.
    private byte[] note() {
        JsonObjectBuilder note = JsonFormat.object().add("incomplete", true);
        if (worst == null) {
            note.addNull("archive");
        } else {
            note.add("archive", worst.word());
        }
        return bytes(JsonFormat.write(note.add("unreadable_events", unreadable).build()));
    }

    private static byte[] bytes(String json) {
        return (json + '\n').getBytes(StandardCharsets.UTF_8);
    }
}
