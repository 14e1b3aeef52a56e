package io.wirescope.internal.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server's handler finds on our records, on a server whose formatter reads maps among the parameters. */
class LogCorrelationTest {

    private static final Map<String, String> MEMBERS = Map.of("request_id", "r-1", "trace_id", "t-1");

    private static final TraceContext TRACE = new TraceContext("t-1", null, null);

    private final Logger above = Logger.getLogger("io");
    private final Logger ours = Logger.getLogger("io.wirescope.internal.logging.LogCorrelationTest");
    private final List<LogRecord> records = new ArrayList<>();
    private final LogCorrelation correlation = new LogCorrelation();
    private final Handler servers = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };

    @BeforeEach
    void start() {
        above.addHandler(servers);
        above.setUseParentHandlers(false);
        correlation.start();
    }

    @AfterEach
    void stop() {
        correlation.stop();
        above.removeHandler(servers);
        above.setUseParentHandlers(true);
    }

    private Object[] parametersOf(Runnable logging) {
        records.clear();
        logging.run();
        assertThat(records).hasSize(1);
        return records.get(0).getParameters();
    }

    @Test
    void aRecordBearsWhatItsThreadWorksFor() {
        LogContext context = LogContext.open("r-1", TRACE);
        assertThat(parametersOf(() -> ours.warning("x"))).containsExactly(MEMBERS);
        context.close();
        assertThat(parametersOf(() -> ours.warning("x"))).isNull();
    }

    @Test
    void itsOwnParametersKeepTheirPlaces() {
        LogContext context = LogContext.open("r-1", TRACE);
        assertThat(parametersOf(() -> ours.log(Level.WARNING, "{0}", "own"))).containsExactly("own", MEMBERS);
        context.close();
    }

    @Test
    void aContextInsideAnotherHidesItUntilItIsClosed() {
        LogContext outer = LogContext.open("r-1", TRACE);
        LogContext inner = LogContext.open("r-2", null);
        assertThat(parametersOf(() -> ours.warning("x"))).containsExactly(Map.of("request_id", "r-2"));
        inner.close();
        assertThat(parametersOf(() -> ours.warning("x"))).containsExactly(MEMBERS);
        outer.close();
    }

    @Test
    void threadsDoNotShareTheirs() throws Exception {
        LogContext context = LogContext.open("r-1", TRACE);
        Thread other = new Thread(() -> ours.warning("x"));
        other.start();
        other.join();
        context.close();
        assertThat(records).singleElement().satisfies(record -> assertThat(record.getParameters()).isNull());
    }

    @Test
    void recordsOfOthersAndThoseAfterTheShutdownAreUnchanged() {
        LogContext context = LogContext.open("r-1", TRACE);
        assertThat(parametersOf(() -> Logger.getLogger("io.other").warning("x"))).isNull();
        correlation.stop();
        assertThat(parametersOf(() -> ours.warning("x"))).isNull();
        context.close();
    }
}
