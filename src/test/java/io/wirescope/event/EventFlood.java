package io.wirescope.event;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.config.Threads;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Four publishers of large events, in a JVM of their own with a small heap. The argument is the buffer's size. */
final class EventFlood {

    private static final int PUBLISHERS = 4;
    private static final int EVENTS = 1_500;
    private static final int BYTES = 64 * 1024;

    private EventFlood() {
    }

    public static void main(String[] args) throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        ObservabilityEventBus bus = new ObservabilityEventBus(
                MapSettings.with("wirescope.events.buffer-size", args[0]), Clock.systemUTC(), new CountingIds(),
                new Threads(pool, null));
        List<Callable<Void>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            int publisher = i;
            publishers.add(() -> publish(bus, publisher));
        }
        for (Future<Void> published : pool.invokeAll(publishers)) {
            published.get();
        }
        EventBusStats stats = bus.stats();
        System.out.println("published " + stats.totalPublished() + " of " + BYTES + " bytes, bound "
                + stats.bufferBound() + ", held " + stats.currentBufferBytes() + " of " + stats.maxBufferBytes());
        bus.stop();
        pool.shutdown();
    }

    private static Void publish(ObservabilityEventBus bus, int publisher) {
        for (int i = 0; i < EVENTS; i++) {
            String text = (publisher + "." + i + " ").repeat(BYTES / 4).substring(0, BYTES - 20);
            bus.publishAll(List.of(new EventDraft("flood.t" + i % 50, null, null, EventContext.of("flood"),
                    EventData.received(JsonFormat.object().add("text", text).build()))));
        }
        return null;
    }
}
