package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.IdSource;
import io.wirescope.upstream.ClientMessage;
import io.wirescope.upstream.MessageHandler;
import jakarta.json.JsonValue;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** On which thread, and in which task, a handler is called. */
class HandlerUpstreamTest {

    private final Queue<Runnable> submitted = new ArrayDeque<>();
    private final List<String> handled = new ArrayList<>();

    private HandlerUpstream upstream(MessageHandler handler) {
        return new HandlerUpstream("orders", "Orders", handler, Duration.ofMinutes(1), submitted::add, null,
                new LeftOnThread(Optional::empty));
    }

    private static Call call(String type) {
        return new Call(new ClientMessage(type, JsonValue.EMPTY_JSON_OBJECT, "2025-08-16T01:36:59Z", "r", null,
                "alice", "c", "frontend", JsonValue.EMPTY_JSON_OBJECT), IdSource.random());
    }

    private Object note(ClientMessage message) {
        handled.add(message.type());
        return null;
    }

    // Each call's end begins the next, as Admission does for the messages that wait.
    private void chain(HandlerUpstream upstream, int left) {
        upstream.call(call("m" + left), answer -> { }, () -> {
            if (left > 1) {
                chain(upstream, left - 1);
            }
        });
    }

    @Test
    void aMessageIsNeverHandledByTheCallersThread() {
        upstream(this::note).call(call("a"), answer -> { }, () -> { });

        assertThat(handled).isEmpty();
        submitted.remove().run();
        assertThat(handled).containsExactly("a");
    }

    @Test
    void theMessageWhoseTurnComesIsHandledInTheSameTask() {
        chain(upstream(this::note), 3);

        submitted.remove().run();

        assertThat(handled).containsExactly("m3", "m2", "m1");
        assertThat(submitted).isEmpty();
    }

    @Test
    void messagesOfOthersThatWaitAreHandledInTheSameTask() {
        HandlerUpstream upstream = upstream(this::note);
        List.of("a", "b", "c").forEach(type -> upstream.call(call(type), answer -> { }, () -> { }));
        assertThat(submitted).hasSize(1);

        while (!submitted.isEmpty()) {
            submitted.remove().run();
        }
        assertThat(handled).containsExactly("a", "b", "c");
    }

    @Test
    void whileAHandlerIsAtWorkAnotherTaskTakesWhatWaits() {
        HandlerUpstream upstream = upstream(message -> {
            note(message);
            if (message.type().equals("slow")) {
                submitted.remove().run();
                assertThat(handled).containsExactly("slow", "a", "b");
            }
            return null;
        });
        List.of("slow", "a", "b").forEach(type -> upstream.call(call(type), answer -> { }, () -> { }));

        submitted.remove().run();

        assertThat(handled).hasSize(3);
    }

    @Test
    void withoutAThreadEveryMessageThatWaitsFails() {
        List<Answer> answers = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        HandlerUpstream upstream = new HandlerUpstream("orders", "Orders", this::note, Duration.ofMinutes(1), task -> {
            throw new RejectedExecutionException("the test has no thread");
        }, null, new LeftOnThread(Optional::empty));

        upstream.call(call("a"), answers::add, () -> ended.add("a"));
        upstream.call(call("b"), answers::add, () -> ended.add("b"));

        assertThat(answers).extracting(Answer::reason).containsExactly("no thread", "no thread");
        assertThat(ended).containsExactly("a", "b");
    }

    @Test
    void whatFailsInACallbackEndsNoTask() {
        HandlerUpstream upstream = upstream(this::note);
        upstream.call(call("a"), answer -> { }, () -> {
            throw new IllegalStateException("a failure of the test's");
        });
        submitted.remove().run();
        upstream.call(call("b"), answer -> { }, () -> { });

        submitted.remove().run();

        assertThat(handled).containsExactly("a", "b");
    }

    @Test
    void aTaskGivesItsThreadBackInTheEnd() {
        chain(upstream(this::note), 100);

        submitted.remove().run();

        assertThat(handled).hasSize(64);
        submitted.remove().run();
        assertThat(handled).hasSize(100);
        assertThat(submitted).isEmpty();
    }

    @Test
    void aMessageDoesNotWaitForAHandlerThatIsAtWork() {
        CompletableFuture<Object> slow = new CompletableFuture<>();
        HandlerUpstream upstream = upstream(message -> {
            note(message);
            if (message.type().equals("slow")) {
                return slow;
            }
            if (message.type().equals("completes")) {
                slow.complete(null); // whose end begins the next message, on this thread
                submitted.remove().run();
                assertThat(handled).containsExactly("slow", "completes", "next");
            }
            return null;
        });
        upstream.call(call("slow"), answer -> { }, () -> upstream.call(call("next"), answer -> { }, () -> { }));
        submitted.remove().run();
        upstream.call(call("completes"), answer -> { }, () -> { });

        submitted.remove().run();

        assertThat(handled).hasSize(3);
    }

    @Test
    void whatAHandlerLeavesOnItsThreadIsEndedBeforeTheNext() {
        List<String> ended = new ArrayList<>();
        UserTransaction open = (UserTransaction) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {UserTransaction.class}, (proxy, method, arguments) -> {
                    ended.add(method.getName());
                    return method.getName().equals("getStatus") ? Status.STATUS_ACTIVE : null;
                });
        HandlerUpstream upstream = new HandlerUpstream("orders", "Orders", message -> {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.currentThread().interrupt();
            return null;
        }, Duration.ofMinutes(1), submitted::add, null, new LeftOnThread(() -> Optional.of(open)));
        List<Answer> answers = new ArrayList<>();
        upstream.call(call("a"), answers::add, () -> { });
        upstream.call(call("b"), answers::add, () -> { });
        submitted.remove().run();

        assertThat(Thread.interrupted()).isFalse();
        assertThat(ended).containsExactly("getStatus", "rollback", "getStatus", "rollback");
        assertThat(answers).hasSize(2).extracting(Answer::reason).containsOnlyNulls();
    }
}
