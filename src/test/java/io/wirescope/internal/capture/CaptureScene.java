package io.wirescope.internal.capture;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.event.CountingIds;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.event.EventType;
import io.wirescope.event.MapSettings;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import io.wirescope.event.SettableClock;
import io.wirescope.internal.config.Threads;
import io.wirescope.internal.event.InboundMessage;
import io.wirescope.internal.event.MessageDirection;
import io.wirescope.internal.event.MessageTap;
import java.time.Duration;
import java.util.List;

/** Captures with a bus and a tap, and a time that a test moves. */
final class CaptureScene {

    static final CaptureCaller CALLER = new CaptureCaller("joe", "req-joe", null);

    final SettableClock clock = new SettableClock();
    final MessageTap tap = new MessageTap();
    final ObservabilityEventBus bus;
    final Captures captures;
    private long nanos;

    CaptureScene(String... settings) {
        Threads threads = new Threads(task -> { }, null);
        bus = new ObservabilityEventBus(MapSettings.with(settings), clock, new CountingIds(), threads);
        captures = new Captures(MapSettings.with(settings), bus, tap, clock, new CountingIds(), threads, () -> nanos);
    }

    void pass(Duration time) {
        clock.advance(time);
        nanos += time.toNanos();
    }

    Capture start(String members) {
        try {
            return captures.start(CaptureOrder.read(JsonMembers.of(JsonFormat.read("{\"reason\":\"a test\"," + members + "}")
                    .asJsonObject())), CALLER);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** {@return the event of a message of client c} */
    ObservabilityEvent message(String text) {
        return message("c", "quote", text);
    }

    ObservabilityEvent message(String client, String type, String text) {
        tap.publish(bus, EventType.WS_MESSAGE_IN, new EventContext("req-1", null, client, "conn-" + client, "ws.client"),
                new InboundMessage(type, text.length(), "127.0.0.1", 1), MessageDirection.IN, type, text);
        return events().get(0);
    }

    /** {@return all events, newest first} */
    List<ObservabilityEvent> events(String... types) {
        return bus.query(EventQuery.newest(EventFilter.ofTypes(types), EventQuery.MAX_LIMIT)).events();
    }

    List<CapturedMessage> read(Capture capture) {
        return captures.read(capture, CALLER, 0, null, 1000);
    }
}
