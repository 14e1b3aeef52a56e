package io.wirescope.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

class TerminationSignalTest {

    private static final Signal TERM = new Signal("TERM");

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Signal> atTheServer = new LinkedBlockingQueue<>();
    private SignalHandler before;

    @BeforeEach
    void server() {
        before = Signal.handle(TERM, signal -> {
            done.add("server");
            atTheServer.add(signal);
        });
    }

    @AfterEach
    void restore() {
        Signal.handle(TERM, before);
    }

    private void raise() throws InterruptedException {
        Signal.raise(TERM);
        assertThat(atTheServer.poll(30, TimeUnit.SECONDS)).isEqualTo(TERM);
    }

    @Test
    void theActionRunsBeforeTheServersOwnHandler() throws Exception {
        try (TerminationSignal signal = new TerminationSignal(() -> done.add("action"))) {
            signal.listen();
            raise();
        }
        raise();

        assertThat(done).containsExactly("action", "server", "server");
    }

    @Test
    void theServersOwnHandlerRunsWhateverTheActionThrows() throws Exception {
        try (TerminationSignal signal = new TerminationSignal(() -> {
            throw new NoClassDefFoundError("thrown by the test");
        })) {
            signal.listen();
            raise();
        }
        assertThat(done).containsExactly("server");
    }

    @Test
    void oneThatListensSinceStaysInPlaceAndTheOneThatStoppedDoesNothing() throws Exception {
        TerminationSignal first = new TerminationSignal(() -> done.add("first"));
        first.listen();
        try (TerminationSignal second = new TerminationSignal(() -> done.add("second"))) {
            second.listen();
            first.close();
            raise();
        }
        assertThat(done).containsExactly("second", "server");
    }
}
