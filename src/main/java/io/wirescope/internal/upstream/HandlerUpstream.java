package io.wirescope.internal.upstream;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A handler in the same application. Thread-safe. */
final class HandlerUpstream implements Upstream {

    private static final Logger LOG = Logger.getLogger(HandlerUpstream.class.getName());

    private final String route;
    private final String target;
    private final MessageHandler handler;
    private final HandlerTasks tasks;
    private final Deadlines deadlines;
    private final Jsonb jsonb;
    private final LeftOnThread leftOnThread;

    /**
     * @param route    its name, for the log
     * @param target   the handler's name, for people
     * @param handler  is called
     * @param timeout  how long a call may take
     * @param executor where it is called
     * @param jsonb    writes payloads that are not JSON yet
     * @param left     ends what the handler leaves on a thread
     */
    HandlerUpstream(String route, String target, MessageHandler handler, Duration timeout, Executor executor,
            Jsonb jsonb, LeftOnThread left) {
        this.route = route;
        this.target = target;
        this.handler = handler;
        this.tasks = new HandlerTasks(executor);
        // Not on the executor: handlers that hang may have all of its threads.
        this.deadlines = new Deadlines(timeout, System::nanoTime, Runnable::run);
        this.jsonb = jsonb;
        this.leftOnThread = left;
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

    /** One call of the handler. */
    private final class Invocation implements HandlerTasks.Work {

        private final ClientMessage message;
        private final Consumer<Answer> answered;
        private final Runnable ended;
        private final Deadlines.Deadline deadline = deadlines.of(() -> answer(Answer.timeout(false)));
        private final AtomicBoolean done = new AtomicBoolean();

        // Set when the handler's method is left: from then on nothing holds a thread.
        private final AtomicBoolean left = new AtomicBoolean();
        private final AtomicBoolean over = new AtomicBoolean();

        Invocation(ClientMessage message, Consumer<Answer> answered, Runnable ended) {
            this.message = message;
            this.answered = answered;
            this.ended = ended;
        }

        void begin() {
            deadline.begin();
            tasks.execute(this);
        }

        private void answer(Answer answer) {
            if (!done.compareAndSet(false, true)) {
                return;
            }
            deadline.met();
            try {
                answered.accept(answer);
            } finally {
                endIfLeft();
            }
        }

        private void endIfLeft() {
            if (left.get() && done.get() && over.compareAndSet(false, true)) {
                ended.run();
            }
        }

        @Override
        public void call() {
            LogContext context = LogContext.open(message.requestId(), message.trace());
            try {
                if (!done.get()) { // it waited for a thread for too long
                    take(handle());
                }
            } catch (Throwable e) { // an error of the application's too: the client waits
                fail(e);
            } finally {
                context.close();
            }
        }

        // Ended before the answer is sent: Open Liberty writes nothing on a thread with the mark of an interruption.
        private Object handle() throws Exception {
            try {
                return handler.handle(message);
            } finally {
                leftOnThread.end(route);
            }
        }

        @Override
        public void called() {
            left.set(true);
            endIfLeft();
        }

        @Override
        public void rejected(RuntimeException failure) {
            left.set(true);
            answer(Answer.failed(failure.getClass().getSimpleName(), "no thread", 0));
        }

        private void take(Object result) {
            if (result instanceof CompletionStage<?> stage) {
                stage.whenComplete((value, failure) -> {
                    try {
                        if (failure != null) {
                            fail(failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause() : failure);
                        } else {
                            answer(read(value));
                        }
                    } catch (Throwable e) {
                        fail(e);
                    }
                });
            } else {
                answer(read(result));
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
            return Answer.message(reply.type(), reply.payload(), null, PayloadBytes.of(reply.payload()));
        }

        private void fail(Throwable failure) {
            if (failure instanceof MessageRefusedException refusal) {
                answer(Answer.refused(details(refusal), false, null, 0));
                return;
            }
            LogContext context = LogContext.open(message.requestId(), message.trace());
            try {
                LOG.log(Level.WARNING, "Handler failed: route=" + route + " type=" + message.type() + " request_id="
                        + message.requestId(), failure);
            } finally {
                context.close();
            }
            answer(Answer.failed(failure.getClass().getSimpleName(), "exception", 0));
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
