package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GatheringOutputTest {

    private final Container container = new Container();
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final GatheringOutput out = new GatheringOutput(container, failures::add);

    /** Notes each write, and each flush as "|". */
    private static final class Container extends ServletOutputStream {

        private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        private WriteListener listener;
        private volatile boolean fails;
        private Runnable duringWrite = () -> { };

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener given) {
            listener = given;
        }

        @Override
        public void write(int one) {
            throw new AssertionError("octet by octet");
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (fails) {
                throw new IOException("broken pipe");
            }
            calls.add(new String(bytes, offset, count, StandardCharsets.UTF_8));
            duringWrite.run();
        }

        @Override
        public void flush() {
            calls.add("|");
        }
    }

    // As the engine sends a frame.
    private void send(String frame) throws IOException {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        out.flush();
        Arrays.fill(bytes, (byte) '#'); // the stream's contract lets the caller use them again
    }

    private static void elsewhere(ThrowingRunnable action) throws InterruptedException {
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        Thread other = new Thread(() -> {
            try {
                action.run();
            } catch (Throwable e) {
                thrown.add(e);
            }
        });
        other.start();
        other.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(other.isAlive()).as("the other thread is stuck").isFalse();
        assertThat(thrown).isEmpty();
    }

    private interface ThrowingRunnable {

        void run() throws Exception;
    }

    @Test
    void writesAtOnceWhereNothingIsHandled() throws IOException {
        send("a");
        send("b");

        assertThat(container.calls).containsExactly("a", "|", "b", "|");
    }

    @Test
    void writesWhatWasSentDuringOneReadOnceAtItsEnd() throws IOException {
        out.gather();
        send("a");
        send("b");
        assertThat(container.calls).isEmpty();
        out.settle();
        send("c");

        assertThat(container.calls).containsExactly("ab", "|", "c", "|");
    }

    @Test
    void writesNothingWhereNothingWasSent() {
        out.gather();
        out.settle();
        out.settle();

        assertThat(container.calls).isEmpty();
    }

    @Test
    void writesAnotherThreadsFrameAtOnceBehindThoseGathered() throws Exception {
        out.gather();
        send("a");
        elsewhere(() -> send("b"));
        assertThat(container.calls).containsExactly("ab", "|");
        elsewhere(() -> send("c"));
        send("d");
        out.settle();

        assertThat(container.calls).containsExactly("ab", "|", "c", "|", "d", "|");
    }

    @Test
    void anotherThreadDoesNotEndTheGathering() throws Exception {
        out.gather();
        send("a");
        elsewhere(out::settle);

        assertThat(container.calls).isEmpty();
    }

    @Test
    void writesWhenTheLimitIsReached() throws IOException {
        String frame = "x".repeat(GatheringOutput.LIMIT / 4);
        out.gather();
        for (int i = 0; i < 5; i++) {
            send(frame);
        }
        assertThat(container.calls).containsExactly(frame.repeat(4), "|");
        out.settle();

        assertThat(container.calls).containsExactly(frame.repeat(4), "|", frame, "|");
    }

    @Test
    void doesNotUseAgainWhatTheContainerWasGiven() throws IOException {
        List<byte[]> given = new ArrayList<>();
        GatheringOutput keeping = new GatheringOutput(new ServletOutputStream() {

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new AssertionError();
            }

            @Override
            public void write(int one) {
                throw new AssertionError();
            }

            @Override
            public void write(byte[] bytes, int offset, int count) {
                given.add(bytes);
            }
        }, failures::add);
        for (int i = 0; i < 2; i++) {
            keeping.gather();
            keeping.write(new byte[] {(byte) i}, 0, 1);
            keeping.settle();
        }

        assertThat(given).hasSize(2);
        assertThat(given.get(0)).isNotSameAs(given.get(1));
        assertThat(given.get(0)[0]).isZero();
    }

    @Test
    void aCloseWritesWhatWasGathered() throws IOException {
        out.gather();
        send("bye");
        out.close();

        assertThat(container.calls).containsExactly("bye", "|");
    }

    /** A write that fails after its send was reported. */
    @Nested
    class AFailure {

        @Test
        void isReportedAtTheEndOfTheRead() throws IOException {
            out.gather();
            send("a");
            container.fails = true;
            out.settle();

            assertThat(failures).singleElement().satisfies(failure -> assertThat(failure).hasMessage("broken pipe"));
        }

        @Test
        void isReportedOnce() throws IOException {
            out.gather();
            send("a");
            container.fails = true;
            out.settle();
            out.settle();

            assertThat(failures).hasSize(1);
        }

        @Test
        void ofWhatTheContainerForbidsIsReportedToo() throws IOException {
            out.gather();
            send("a");
            container.duringWrite = () -> {
                throw new IllegalStateException("not ready");
            };
            out.settle();

            assertThat(failures).singleElement().satisfies(failure ->
                    assertThat(failure).hasCauseInstanceOf(IllegalStateException.class));
        }

        @Test
        void isThrownToWhoeverIsSending() throws Exception {
            out.gather();
            send("a");
            container.fails = true;
            elsewhere(() -> assertThat(catchThrowable(() -> send("b"))).hasMessage("broken pipe"));
        }
    }

    /** What the engine has queued. */
    @Nested
    class WhenReadyAgain {

        private final Engine engine = new Engine();

        /** Has a lock of its own, as Tyrus has. */
        private final class Engine implements WriteListener {

            private volatile List<String> queued = List.of();
            private Throwable error;

            @Override
            public synchronized void onWritePossible() throws IOException {
                for (String frame : queued) {
                    send(frame);
                }
                queued = List.of();
            }

            synchronized void write(String frame) throws IOException {
                send(frame);
            }

            @Override
            public synchronized void onError(Throwable failure) {
                error = failure;
            }
        }

        @Test
        void isWrittenAtOnce() throws IOException {
            out.setWriteListener(engine);
            engine.queued = List.of("a", "b", "c");
            container.listener.onWritePossible();
            send("d");

            assertThat(container.calls).containsExactly("abc", "|", "d", "|");
        }

        @Test
        void staysGatheredAmidARead() throws IOException {
            out.setWriteListener(engine);
            out.gather();
            engine.queued = List.of("a");
            container.listener.onWritePossible();
            send("b");
            out.settle();

            assertThat(container.calls).containsExactly("ab", "|");
        }

        @Test
        void anErrorReachesTheEngine() throws IOException {
            out.setWriteListener(engine);
            IOException failure = new IOException("gone");
            container.listener.onError(failure);

            assertThat(engine.error).isSameAs(failure);
        }

        @Test
        void aCallbackFromWithinAWriteDoesNotDeadlockWithASender() throws Exception {
            out.setWriteListener(engine);
            CountDownLatch senderHasEnginesLock = new CountDownLatch(1);
            CountDownLatch writing = new CountDownLatch(1);
            Thread sender = new Thread(() -> {
                synchronized (engine) {
                    senderHasEnginesLock.countDown();
                    try {
                        writing.await();
                        engine.write("b"); // needs the output's lock
                    } catch (IOException | InterruptedException e) {
                        failures.add(e);
                    }
                }
            });
            sender.start();
            senderHasEnginesLock.await();
            container.duringWrite = () -> {
                container.duringWrite = () -> { };
                writing.countDown();
                try {
                    engine.queued = List.of("c");
                    container.listener.onWritePossible(); // needs the engine's lock
                } catch (IOException e) {
                    failures.add(e);
                }
            };
            elsewhere(() -> {
                out.gather();
                send("a");
                out.settle();
            });
            sender.join(TimeUnit.SECONDS.toMillis(30));

            assertThat(sender.isAlive()).isFalse();
            assertThat(failures).isEmpty();
            assertThat(container.calls).containsExactly("a", "|", "b", "|", "c", "|");
        }
    }
}
