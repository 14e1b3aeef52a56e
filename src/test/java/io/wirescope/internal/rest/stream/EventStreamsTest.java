package io.wirescope.internal.rest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.ManualScheduler;
import io.wirescope.event.CountingIds;
import io.wirescope.event.EventFilter;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.session.EndedCredentials;
import io.wirescope.internal.security.SecurityAudit;
import io.wirescope.internal.session.SessionAudit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All readers; here they are written to on the test's own thread. */
class EventStreamsTest {

    private static final Exchange EXCHANGE = new Exchange("r-1", null, null, "127.0.0.1", 0);
    private static final EventStreamRequest ALL = new EventStreamRequest(EventFilter.ALL, null);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SettableClock clock = new SettableClock();
    private final EndedCredentials ended = new EndedCredentials();
    private boolean stopped;
    private final Threads threads = new Threads(task -> {
        if (stopped) {
            throw new RejectedExecutionException("stopped");
        }
        task.run();
    }, scheduler);
    private final ObservabilityEventBus bus = new ObservabilityEventBus(MapSettings.with(), new SettableClock(),
            new CountingIds(), new Threads(task -> { }, null));

    private EventStreams streams(String... settings) {
        return new EventStreams(MapSettings.with(settings), bus, threads, clock, ended, new SessionAudit(new SecurityAudit(bus, threads)));
    }

    private EventStreamConnection open(EventStreams streams) throws Exception {
        EventStreamConnection connection = new EventStreamConnection();
        assertThat(streams.admit()).isTrue();
        streams.open(ALL, new EventStreams.Reader(Caller.ANYONE, EXCHANGE), connection.async());
        return connection;
    }

    @Test
    void takesAsManyReadersAsItMayAndOneMoreWhenOneHasGone() throws Exception {
        EventStreams streams = streams("wirescope.stream.max-readers", "2");
        EventStreamConnection first = open(streams);
        open(streams);
        assertThat(streams.admit()).isFalse();
        assertThat(streams.admit()).isFalse();

        first.breakOff();
        streams.keepAlive();

        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(1);
        open(streams);
        assertThat(streams.admit()).isFalse();
    }

    @Test
    void givesThePlaceBackOfAReaderWhoseStreamWasNotOpened() {
        EventStreams streams = streams("wirescope.stream.max-readers", "1");
        assertThat(streams.admit()).isTrue();

        streams.release();

        assertThat(streams.admit()).isTrue();
        assertThat(streams.admit()).isFalse();
    }

    @Test
    void sendsACommentToAllAsOftenAsItIsSet() throws Exception {
        EventStreams streams = streams("wirescope.stream.keep-alive", "PT7S");
        List<EventStreamConnection> connections = List.of(open(streams), open(streams));
        streams.start(new Object());

        assertThat(scheduler.tasks().get(0).period()).isEqualTo(Duration.ofSeconds(7));
        scheduler.tasks().get(0).runNow();
        scheduler.tasks().get(0).runNow();

        assertThat(connections).allSatisfy(connection -> assertThat(connection.text())
                .isEqualTo("retry: 2000\nid: 0\n\n: keep-alive\n\n: keep-alive\n\n"));
    }

    @Test
    void completesAllWhenTheApplicationStopsThoughItGetsNoMoreThreads() throws Exception {
        EventStreams streams = streams();
        streams.start(new Object());
        List<EventStreamConnection> connections = Stream.of(open(streams), open(streams), open(streams)).toList();
        connections.get(1).takeOnly(0);
        stopped = true;
        streams.keepAlive();

        streams.stop();

        assertThat(connections).extracting(EventStreamConnection::completions).containsOnly(1);
        assertThat(bus.stats().activeSubscriberCount()).isZero();
        assertThat(scheduler.tasks().get(0).isCancelled()).isTrue();
    }

    @Test
    void aStopBeforeTheStartDoesNothing() {
        streams().stop();
    }

    @ParameterizedTest
    @CsvSource({"wirescope.stream.max-readers,0", "wirescope.stream.max-readers,many",
        "wirescope.stream.keep-alive,PT0.05S", "wirescope.stream.keep-alive,15"})
    void doesNotStartWithAWrongSetting(String key, String value) {
        assertThatThrownBy(() -> streams(key, value)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(key + "=" + value);
    }
}
