package io.wirescope.internal.upstream;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import io.wirescope.envelope.Utf8;
import io.wirescope.internal.logging.LogContext;
import io.wirescope.upstream.ClientMessage;
import io.wirescope.upstream.MessageHandler;
import io.wirescope.upstream.MessageRefusedException;
import io.wirescope.upstream.Reply;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A handler in the same application. Thread-safe. */
final class HandlerUpstream implements Upstream {

    private static final Logger LOG = Logger.getLogger(HandlerUpstream.class.getName());

    /** How many messages a task handles before others may have its thread. */
    private static final int MESSAGES_A_TASK = 64;

    private final String route;
    private final String target;
    private final MessageHandler handler;
    private final Duration timeout;
    private final Executor executor;
    private final Jsonb jsonb;
    private final ThreadLocal<Task> tasks = new ThreadLocal<>();

    /**
     * @param route    its name, for the log
     * @param target   the handler's name, for people
     * @param handler  is called
     * @param timeout  how long a call may take
     * @param executor where it is called
     * @param jsonb    writes payloads that are not JSON yet
     */
    HandlerUpstream(String route, String target, MessageHandler handler, Duration timeout, Executor executor,
            Jsonb jsonb) {
        this.route = route;
        this.target = target;
        this.handler = handler;
        this.timeout = timeout;
        this.executor = executor;
        this.jsonb = jsonb;
    }

    @Override
    public String kind() {
        return "handler";
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public void call(Call call, Consumer<Answer> answered, Runnable ended) {
        new Invocation(call.message(), answered, ended).begin();
    }

    /**
     * Calls the handler, and goes on with the message whose turn comes when that call has ended: to hand it to another
     * thread costs more than most handlers do.
     */
    private final class Task implements Runnable {

        private Invocation running;
        private Invocation next;
        private int taken = 1;

        Task(Invocation first) {
            this.next = first;
        }

        // Not while the handler is at work: it may go on for long after it has answered another message.
        boolean takes(Invocation invocation) {
            if (next != null || taken >= MESSAGES_A_TASK || !running.left.get()) {
                return false;
            }
            next = invocation;
            taken++;
            return true;
        }

        @Override
        public void run() {
            tasks.set(this);
            try {
                while (next != null) {
                    running = next;
                    next = null;
                    running.run();
                }
            } finally {
                tasks.remove();
            }
        }
    }

    /** One call of the handler. */
    private final class Invocation implements Runnable {

        private final ClientMessage message;
        private final Consumer<Answer> answered;
        private final Runnable ended;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        // Set when the handler's method is left: from then on nothing holds a thread.
        private final AtomicBoolean left = new AtomicBoolean();
        private final AtomicBoolean over = new AtomicBoolean();

        Invocation(ClientMessage message, Consumer<Answer> answered, Runnable ended) {
            this.message = message;
            this.answered = answered;
            this.ended = ended;
        }

        void begin() {
            answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete(this::completed);
            Task current = tasks.get();
            if (current == null || !current.takes(this)) {
                execute();
            }
        }

        void execute() {
            try {
                executor.execute(new Task(this));
            } catch (RuntimeException e) { // the server is going down, or has no thread to give
                left.set(true);
                answer.complete(Answer.failed(e.getClass().getSimpleName(), "no thread", 0));
            }
        }

        private void completed(Answer found, Throwable failure) {
            try {
                answered.accept(failure == null ? found : failed(failure));
            } finally {
                endIfLeft();
            }
        }

        private Answer failed(Throwable failure) {
            return failure instanceof TimeoutException ? Answer.timeout(false)
                    : Answer.failed(failure.getClass().getSimpleName(), String.valueOf(failure.getMessage()), 0);
        }

        private void endIfLeft() {
            if (left.get() && answer.isDone() && over.compareAndSet(false, true)) {
                ended.run();
            }
        }

        @Override
        public void run() {
            LogContext context = LogContext.open(message.requestId(), message.trace());
            try {
                if (!answer.isDone()) { // it waited for a thread for too long
                    take(handler.handle(message));
                }
            } catch (Throwable e) { // an error of the application's too: the client waits
                fail(e);
            } finally {
                context.close();
                left.set(true);
                endIfLeft();
            }
        }

        private void take(Object result) {
            if (result instanceof CompletionStage<?> stage) {
                stage.whenComplete((value, failure) -> {
                    try {
                        if (failure != null) {
                            fail(failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause() : failure);
                        } else {
                            answer.complete(read(value));
                        }
                    } catch (Throwable e) {
                        fail(e);
                    }
                });
            } else {
                answer.complete(read(result));
            }
        }

        private Answer read(Object value) {
            if (value == null) {
                return Answer.nothing(null);
            }
            Reply reply = value instanceof Reply given ? given
                    : new Reply(message.type() + ".result", payload(value));
            Optional<String> broken = ReplyType.broken(reply.type(), message.type());
            if (broken.isPresent()) {
                throw new IllegalArgumentException(broken.get());
            }
            return Answer.message(reply.type(), reply.payload(), null, Utf8.length(JsonFormat.write(reply.payload())));
        }

        private void fail(Throwable failure) {
            if (failure instanceof MessageRefusedException refusal) {
                answer.complete(Answer.refused(details(refusal), false, null, 0));
                return;
            }
            LogContext context = LogContext.open(message.requestId(), message.trace());
            try {
                LOG.log(Level.WARNING, "Handler failed: route=" + route + " type=" + message.type() + " request_id="
                        + message.requestId(), failure);
            } finally {
                context.close();
            }
            answer.complete(Answer.failed(failure.getClass().getSimpleName(), "exception", 0));
        }
    }

    private JsonObject payload(Object value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        try {
            JsonValue written = JsonFormat.read(jsonb.toJson(value));
            if (written instanceof JsonObject object) {
                return object;
            }
            throw new IllegalArgumentException("A handler's payload must be a JSON object, not "
                    + JsonFormat.kind(written) + " of " + value.getClass().getName());
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("A handler's payload must be a JSON object", e);
        }
    }

    private static JsonObject details(MessageRefusedException refusal) {
        JsonObjectBuilder details = JsonFormat.object();
        refusal.title().ifPresent(title -> details.add("title", title));
        refusal.detail().ifPresent(detail -> details.add("detail", detail));
        return details.build();
    }
}
