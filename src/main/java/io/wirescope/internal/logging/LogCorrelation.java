package io.wirescope.internal.logging;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Puts {@code request_id} and {@code trace_id} of the current {@link LogContext} onto our log records, in the
 * way that the server's JSON formatter reads. Thread-safe.
 *
 * <p>java.util.logging has no such thing as a context, so each server has one of its own: WildFly's records
 * carry an MDC, Open Liberty asks registered extensions, and Payara's formatter writes the entries of a map
 * among a record's parameters as members of the line. What a server does not have is ignored.
 */
@Service
public class LogCorrelation implements Eager {

    /** The members of a line. */
    static final String REQUEST_ID = "request_id";
    static final String TRACE_ID = "trace_id";

    private static final Logger OURS = Logger.getLogger("io.wirescope"); // kept, or it might be collected

    private final LibertyLogExtensions extensions = new LibertyLogExtensions();
    private final Handler handler = new Correlating();

    @PostConstruct
    void start() {
        if (!extensions.register()) {
            OURS.addHandler(handler);
        }
    }

    @PreDestroy
    void stop() {
        extensions.unregister();
        OURS.removeHandler(handler);
    }

    private static void eachMember(BiConsumer<String, String> member) {
        if (LogContext.currentRequestId() != null) {
            member.accept(REQUEST_ID, LogContext.currentRequestId());
        }
        if (LogContext.currentTraceId() != null) {
            member.accept(TRACE_ID, LogContext.currentTraceId());
        }
    }

    /** Writes nothing itself: it sees our records before the server's handlers do. */
    private static final class Correlating extends Handler {

        private static final String WILDFLY_RECORD = "org.jboss.logmanager.ExtLogRecord";

        @Override
        public void publish(LogRecord record) {
            Class<?> wildFlyRecord = wildFlyRecord(record);
            if (wildFlyRecord != null) {
                eachMember((name, value) -> putMdc(wildFlyRecord, record, name, value));
            } else {
                Map<String, String> members = new LinkedHashMap<>();
                eachMember(members::put);
                if (!members.isEmpty()) {
                    append(record, members);
                }
            }
        }

        private static Class<?> wildFlyRecord(LogRecord record) {
            Class<?> type = record.getClass();
            while (type != null && !type.getName().equals(WILDFLY_RECORD)) {
                type = type.getSuperclass();
            }
            return type;
        }

        private static void putMdc(Class<?> type, LogRecord record, String name, String value) {
            try {
                type.getMethod("putMdc", String.class, String.class).invoke(record, name, value);
            } catch (ReflectiveOperationException | RuntimeException e) {
                // a line without its request is better than none, and reporting it would log another such line
            }
        }

        private static void append(LogRecord record, Map<String, String> members) {
            Object[] before = record.getParameters() == null ? new Object[0] : record.getParameters();
            Object[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = members;
            record.setParameters(after);
        }

        @Override
        public void flush() {
            // it holds nothing
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }
}
