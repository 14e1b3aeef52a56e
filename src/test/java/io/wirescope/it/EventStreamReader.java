package io.wirescope.it;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A reader of an event stream that hands out what came, in order. Waits up to twenty seconds for each. */
final class EventStreamReader implements AutoCloseable, Flow.Subscriber<String> {

    static final String PATH = Api.ROOT + "/events/stream";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * What came between two blank lines.
     *
     * @param event   its name, or null
     * @param id      its id, or null
     * @param data    its data, or null
     * @param comment its comment, or null
     * @param retry   its retry, or null
     */
    record Frame(String event, String id, String data, String comment, String retry) {

        static Frame of(List<String> lines) {
            return new Frame(field(lines, "event: "), field(lines, "id: "), field(lines, "data: "),
                    field(lines, ": "), field(lines, "retry: "));
        }

        private static String field(List<String> lines, String start) {
            List<String> found = lines.stream().filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length())).toList();
            return found.isEmpty() ? null : String.join("\n", found);
        }

        boolean isEvent() {
            return data != null && event == null;
        }

        boolean isGap() {
            return "gap".equals(event);
        }

        long sequence() {
            return Long.parseLong(id);
        }

        JsonObject json() {
            return Answer.parse(data);
        }
    }

    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final List<String> lines = new ArrayList<>();
    private volatile Flow.Subscription subscription;
    private HttpHeaders headers;
    private Frame greeting;

    private EventStreamReader() {
    }

    /** {@return a reader of an open stream, whose greeting has come} */
    static EventStreamReader open(HttpClient http, URI server, String query, String... headers) throws Exception {
        return opening(http, server, query, headers).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).greeted();
    }

    /** {@return a reader, once the server has answered; its greeting may not have come yet} */
    static CompletableFuture<EventStreamReader> opening(HttpClient http, URI server, String query, String... headers) {
        EventStreamReader reader = new EventStreamReader();
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(PATH + query))
                .header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        CompletableFuture<EventStreamReader> opened = new CompletableFuture<>();
        http.sendAsync(request.build(), info -> {
            if (info.statusCode() != 200) {
                opened.completeExceptionally(new AssertionError("refused with " + info.statusCode()));
            }
            reader.headers = info.headers();
            opened.complete(reader);
            return HttpResponse.BodySubscribers.fromLineSubscriber(reader);
        }).whenComplete((response, failure) -> {
            if (failure != null) {
                opened.completeExceptionally(failure);
            }
        });
        return opened;
    }

    EventStreamReader greeted() throws Exception {
        greeting = next();
        return this;
    }

    /** {@return what came first} */
    Frame greeting() {
        return greeting;
    }

    HttpHeaders headers() {
        return headers;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscribed) {
        subscription = subscribed;
        subscribed.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (line.isEmpty()) {
            frames.add(Frame.of(lines));
            lines.clear();
        } else {
            lines.add(line);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    /** {@return the next frame, whatever it is} */
    Frame next() throws Exception {
        Frame frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (frame == null) {
            throw new TimeoutException("nothing came within " + PATIENCE);
        }
        return frame;
    }

    /** {@return the next frame of a kind; others are passed over} */
    Frame next(Predicate<Frame> kind) throws Exception {
        Frame frame = next();
        while (!kind.test(frame)) {
            frame = next();
        }
        return frame;
    }

    /** {@return the next event or gap} */
    Frame nextEvent() throws Exception {
        return next(frame -> frame.isEvent() || frame.isGap());
    }

    /** {@return so many events or gaps} */
    List<Frame> nextEvents(int number) throws Exception {
        List<Frame> events = new ArrayList<>();
        while (events.size() < number) {
            events.add(nextEvent());
        }
        return events;
    }

    /** Waits until the server has ended the stream; fails when it broke off instead. */
    void ended() throws Exception {
        end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Goes away without a word. */
    @Override
    public void close() {
        subscription.cancel();
    }
}
