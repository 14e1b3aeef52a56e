package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wirescope.connection.ManualScheduler;
import io.wirescope.internal.config.Threads;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A container, an engine and a client in memory. */
class UpgradeGuardTest {

    private static final byte[] TEXT = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
    private static final byte[] CLOSE = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};

    private final ManualScheduler scheduler = new ManualScheduler();
    private final CloseDeadlines deadlines = new CloseDeadlines(Duration.ofSeconds(2),
            new Threads(Runnable::run, scheduler));
    private final SocketGuard guard = new SocketGuard(new SocketGuard.Limits(100, 10, 1000));
    private final Container container = new Container();
    private final Engine engine = new Engine();
    private final UpgradeGuard upgrade = new UpgradeGuard();
    private Runnable socketsEnd;

    /** The container's end of a connection. */
    private final class Container implements WebConnection {

        private ByteArrayInputStream came = new ByteArrayInputStream(new byte[0]);
        private ReadListener listener;
        private boolean sendFails;
        private int closes;
        private final List<String> writes = new ArrayList<>();

        void comes(byte[] bytes) throws IOException {
            came = new ByteArrayInputStream(bytes);
            listener.onDataAvailable();
        }

        @Override
        public ServletInputStream getInputStream() {
            return new ServletInputStream() {

                @Override
                public boolean isFinished() {
                    return false;
                }

                @Override
                public boolean isReady() {
                    return came.available() > 0;
                }

                @Override
                public void setReadListener(ReadListener readListener) {
                    listener = readListener;
                }

                @Override
                public int read() {
                    return came.read();
                }
            };
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener writeListener) {
                    throw new AssertionError("it is always ready");
                }

                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (sendFails) {
                        throw new IOException("gone");
                    }
                    writes.add(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
                }
            };
        }

        @Override
        public void close() {
            closes++;
            upgrade.destroy();
        }
    }

    /** Reads all there is. */
    private static final class Engine implements HttpUpgradeHandler, ReadListener {

        private final List<String> calls = new ArrayList<>();
        private WebConnection connection;
        private boolean broken;
        private List<String> answers = List.of();
        private boolean closesAfterAnswers;

        @Override
        public void init(WebConnection given) {
            try {
                connection = given;
                connection.getOutputStream(); // as Tyrus does
                connection.getInputStream().setReadListener(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (broken) {
                throw new IllegalArgumentException("broken");
            }
            calls.add("init");
        }

        @Override
        public void onDataAvailable() throws IOException {
            ServletInputStream in = connection.getInputStream();
            do {
                calls.add("read " + in.read(new byte[1000]));
                for (String answer : answers) {
                    write(answer);
                }
                if (closesAfterAnswers) {
                    close();
                }
            } while (in.isReady());
        }

        @Override
        public void onAllDataRead() throws IOException {
            calls.add("end");
            close();
        }

        @Override
        public void onError(Throwable failure) {
            calls.add("error " + failure.getMessage());
        }

        @Override
        public void destroy() {
            calls.add("destroy");
        }

        void write(String frame) throws IOException {
            ServletOutputStream out = connection.getOutputStream();
            byte[] bytes = frame.getBytes(StandardCharsets.ISO_8859_1);
            out.write(bytes, 0, bytes.length);
            out.flush();
        }

        void close() throws IOException {
            try {
                connection.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    private void begin() {
        begin(true);
    }

    private void begin(boolean gathers) {
        upgrade.guard(engine, connection -> new GuardedConnection(connection, guard, deadlines, gathers),
                action -> socketsEnd = action);
        upgrade.init(container);
    }

    @Test
    void theEngineIsNotifiedOfDataOnlyOnceItIsReady() throws Exception {
        begin();
        assertThat(engine.calls).containsExactly("init");
        container.comes(TEXT);
        assertThat(engine.calls).containsExactly("init", "read 8");
    }

    @Test
    void anEngineThatCannotBeginIsClosedAtOnce() {
        engine.broken = true;
        begin();
        assertThat(container.listener).isNull();
        assertThat(container.closes).isEqualTo(1);
    }

    @Test
    void aCloseWaitsForTheClientsAndDropsWhatComesBefore() throws Exception {
        begin();
        engine.close();
        container.comes(TEXT);
        assertThat(container.closes).isZero();
        assertThat(engine.calls).containsExactly("init");
        container.comes(CLOSE);
        assertThat(container.closes).isEqualTo(1);
        assertThat(engine.calls).containsExactly("init", "destroy");
        assertThat(scheduler.tasks().get(0).isCancelled()).isTrue();
    }

    @Test
    void aCloseDoesNotWaitForEver() throws Exception {
        begin();
        engine.close();
        assertThat(scheduler.tasks()).singleElement().satisfies(deadline -> {
            assertThat(deadline.delay()).hasSeconds(2);
            deadline.runNow();
        });
        assertThat(container.closes).isEqualTo(1);
    }

    @Test
    void nothingIsPlannedOnceTheServerEnds() throws Exception {
        begin();
        deadlines.end();
        engine.close();
        assertThat(container.closes).isEqualTo(1);
        assertThat(scheduler.tasks()).isEmpty();
    }

    @Test
    void whatIsPlannedWhenTheServerEndsIsNotDone() throws Exception {
        begin();
        engine.close();
        deadlines.end();
        assertThat(scheduler.tasks()).singleElement()
                .satisfies(deadline -> assertThat(deadline.isCancelled()).isTrue());
    }

    @Test
    void aCloseThatTheClientBeganIsDoneAtOnce() throws Exception {
        begin();
        container.comes(CLOSE);
        engine.close();
        assertThat(container.closes).isEqualTo(1);
        assertThat(scheduler.tasks()).isEmpty();
    }

    @Test
    void aCloseByAClientThatIsGoneIsDoneAtOnce() throws Exception {
        begin();
        container.listener.onAllDataRead();
        assertThat(engine.calls).containsExactly("init", "end", "destroy");
        assertThat(container.closes).isEqualTo(1);
    }

    @Test
    void whatBreaksARuleDoesNotReachTheEngine() throws Exception {
        begin();
        container.comes(new byte[] {(byte) 0x81, 2, 'h', 'i'});
        assertThat(engine.calls).containsExactly("init", "read 0", "destroy");
        assertThat(container.closes).as("the guard has no owner, so the connection is cut").isEqualTo(1);
    }

    @Test
    void theEngineIsNotifiedOfAFailedSend() throws Exception {
        begin();
        container.sendFails = true;
        ServletOutputStream out = engine.connection.getOutputStream();
        assertThat(catchThrowable(() -> out.write(CLOSE, 0, CLOSE.length)))
                .hasMessage("gone");
        assertThat(engine.calls).containsExactly("init", "error gone");
    }

    @Test
    void theAnswersToOneReadAreOneWrite() throws Exception {
        begin();
        engine.answers = List.of("a", "b", "c");
        container.comes(TEXT);
        container.comes(TEXT);
        engine.write("d");
        assertThat(container.writes).containsExactly("abc", "abc", "d");
    }

    @Test
    void theAnswersToOneReadAreAWriteEachWhereThatIsSwitchedOff() throws Exception {
        begin(false);
        engine.answers = List.of("a", "b");
        container.comes(TEXT);
        assertThat(container.writes).containsExactly("a", "b");
    }

    @Test
    void theEngineIsNotifiedOfASendThatFailsAfterItWasReported() throws Exception {
        begin();
        engine.answers = List.of("a", "b");
        container.sendFails = true;
        container.comes(TEXT);
        assertThat(engine.calls).containsExactly("init", "read 8", "error gone");
    }

    @Test
    void whatWasGatheredIsWrittenBeforeTheClose() throws Exception {
        begin();
        engine.answers = List.of("a", "bye");
        engine.closesAfterAnswers = true;
        container.comes(CLOSE);
        assertThat(container.writes).containsExactly("abye");
        assertThat(container.closes).isEqualTo(1);
    }

    @Test
    void theEngineIsNotifiedOfASocketThatClosedBeforeItListened() {
        begin();
        socketsEnd.run();
        assertThat(engine.calls).containsExactly("init", "error Connection closed by the peer");
    }

    @Test
    void theEngineIsNotNotifiedOfASocketThatItClosed() throws Exception {
        begin();
        container.comes(CLOSE);
        engine.close();
        List<String> before = List.copyOf(engine.calls);
        socketsEnd.run();
        assertThat(engine.calls).isEqualTo(before);
    }
}
