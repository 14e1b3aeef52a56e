package io.wirescope.internal.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what a class logs from the console, for a test to look at, until it is closed. */
public final class KeptRecords extends Handler implements AutoCloseable {

    private final Logger log;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private KeptRecords(Logger log) {
        this.log = log;
    }

    /** {@return the records of a class from now on} */
    public static KeptRecords of(Class<?> type) {
        KeptRecords kept = new KeptRecords(Logger.getLogger(type.getName()));
        kept.log.addHandler(kept);
        kept.log.setUseParentHandlers(false);
        return kept;
    }

    /** {@return what was logged so far} */
    public List<LogRecord> records() {
        return records;
    }

    /** {@return the messages of what was logged so far} */
    public List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        log.removeHandler(this);
        log.setUseParentHandlers(true);
    }
}
