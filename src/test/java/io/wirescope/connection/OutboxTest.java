package io.wirescope.connection;

import static io.wirescope.connection.Outbox.Offer.ACCEPTED;
import static io.wirescope.connection.Outbox.Offer.CLOSED;
import static io.wirescope.connection.Outbox.Offer.OVERFLOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OutboxTest {

    private static final Runnable NOTHING = () -> { };

    private final ScriptedTransport transport = ScriptedTransport.held();
    private final List<Throwable> failures = new ArrayList<>();
    private final Outbox outbox = new Outbox(transport, 3, 10, failures::add);

    private Outbox.Offer offer(String text) {
        return outbox.offer(OutgoingText.of(text), NOTHING);
    }

    /** Of an engine whose classes are gone. */
    private static final class BrokenTransport implements Transport {

        @Override
        public void send(String text, Consumer<Throwable> done) {
            throw new NoClassDefFoundError("engine");
        }

        @Override
        public void ping() {
            throw new NoClassDefFoundError("engine");
        }

        @Override
        public void close(int code, String reason) {
            throw new AssertionError("an outbox closes no transport");
        }
    }

    @Nested
    class Sending {

        @Test
        void waitsForTheStart() {
            assertThat(offer("a")).isEqualTo(ACCEPTED);
            assertThat(transport.sent()).isEmpty();

            outbox.start();

            assertThat(transport.sent()).containsExactly("a");
        }

        @Test
        void whatComesDuringAPingIsSentAfterIt() {
            List<String> log = new ArrayList<>();
            AtomicReference<Outbox> self = new AtomicReference<>();
            self.set(new Outbox(sending((text, done) -> {
                log.add(text);
                done.accept(null);
            }, () -> {
                assertThat(self.get().offer(OutgoingText.of("a"), NOTHING)).isEqualTo(ACCEPTED);
                self.get().ping();
                log.add("pinged");
            }), 3, 10, failures::add));
            self.get().start();

            self.get().ping();

            assertThat(log).containsExactly("pinged", "a");
            assertThat(self.get().depth()).isZero();
        }

        @Test
        void aPingThatFailsFailsTheOutbox() {
            outbox.start();
            transport.breakOff();

            outbox.ping();

            assertThat(failures).hasSize(1);
            assertThat(offer("a")).isEqualTo(CLOSED);
        }

        @Test
        void anErrorFailsTheOutboxToo() {
            Outbox broken = new Outbox(new BrokenTransport(), 3, 10, failures::add);
            broken.start();
            broken.ping();
            Outbox other = new Outbox(new BrokenTransport(), 3, 10, failures::add);
            other.start();
            other.offer(OutgoingText.of("a"), NOTHING);

            assertThat(failures).hasSize(2).hasOnlyElementsOfType(NoClassDefFoundError.class);
            assertThat(broken.depth()).isZero();
            assertThat(other.depth()).isZero();
        }

        @Test
        void pingsNeitherBeforeTheStartNorAfterTheEnd() {
            outbox.ping();
            outbox.start();
            outbox.close();
            outbox.ping();

            assertThat(transport.pings()).isZero();
        }

        @Test
        void greetsFirstWhoeverHasSentSomethingByNow() {
            List<String> log = new ArrayList<>();
            outbox.offer(OutgoingText.of("a"), () -> log.add("a accepted"));

            outbox.start(OutgoingText.of("hello"), () -> log.add("hello accepted, sent " + transport.sent()));
            transport.complete();

            assertThat(transport.sent()).containsExactly("hello", "a");
            assertThat(log).containsExactly("a accepted", "hello accepted, sent []");
        }

        @Test
        void hasOneSendInFlightAndTheRestInOrder() {
            outbox.start();
            Stream.of("a", "b", "c").forEach(OutboxTest.this::offer);
            assertThat(transport.sent()).containsExactly("a");

            transport.complete();
            assertThat(transport.sent()).containsExactly("a", "b");
            offer("d");
            transport.complete();
            transport.complete();
            assertThat(transport.sent()).containsExactly("a", "b", "c", "d");
            assertThat(transport.inFlight()).isEqualTo(1);
        }

        @Test
        void whatIsOwedTakesItsTurnAndNoRoom() {
            outbox.start();
            offer("a");
            for (int i = 0; i < 100; i++) {
                assertThat(outbox.offerUncounted(OutgoingText.of("owed " + i), NOTHING)).isTrue();
            }
            Stream.of("b", "c", "d").forEach(text -> assertThat(offer(text)).isEqualTo(ACCEPTED));
            assertThat(offer("e")).isEqualTo(OVERFLOW);
            assertThat(outbox.offerUncounted(OutgoingText.of("f"), NOTHING)).isFalse();
        }

        @Test
        void whatIsOwedIsSentAtOnceWhenNothingElseIs() {
            outbox.start();
            outbox.offerUncounted(OutgoingText.of("a"), NOTHING);
            outbox.offerUncounted(OutgoingText.of("b"), NOTHING);
            assertThat(transport.sent()).containsExactly("a");
            transport.complete();
            assertThat(transport.sent()).containsExactly("a", "b");
        }

        @Test
        void sendsAtOnceAgainWhenAllWasSent() {
            outbox.start();
            offer("a");
            transport.complete();

            offer("b");

            assertThat(transport.sent()).containsExactly("a", "b");
        }

        @Test
        void tellsThatAMessageIsAcceptedBeforeItIsSent() {
            List<String> log = new ArrayList<>();
            outbox.start();

            outbox.offer(OutgoingText.of("a"), () -> log.add("a accepted, sent " + transport.sent()));

            assertThat(log).containsExactly("a accepted, sent []");
        }

        @Test
        void countsWhatWaitsAndWhatIsInFlight() {
            outbox.start();
            assertThat(outbox.depth()).isZero();

            offer("a");
            offer("b");
            assertThat(outbox.depth()).isEqualTo(2);
            transport.complete();
            assertThat(outbox.depth()).isEqualTo(1);
            transport.complete();
            assertThat(outbox.depth()).isZero();
        }
    }

    @Nested
    class Bounds {

        @Test
        void takesNoMoreMessagesThanMayWaitBehindTheOneInFlight() {
            outbox.start();
            assertThat(Stream.of("a", "b", "c", "d").map(OutboxTest.this::offer)).containsOnly(ACCEPTED);

            assertThat(offer("e")).isEqualTo(OVERFLOW);
        }

        @Test
        void takesNoMoreBytesThanMayWait() {
            outbox.start();
            offer("in flight, of any length");
            assertThat(offer("1234")).isEqualTo(ACCEPTED);
            assertThat(offer("123456")).isEqualTo(ACCEPTED);

            assertThat(offer("1")).isEqualTo(OVERFLOW);
        }

        @Test
        void hasRoomAgainOnceWhatWaitedIsInFlight() {
            outbox.start();
            offer("a");
            offer("1234567890");

            transport.complete();

            assertThat(offer("1234567890")).isEqualTo(ACCEPTED);
        }

        @Test
        void whatWaitsForTheStartIsBoundedToo() {
            Stream.of("a", "b", "c").forEach(OutboxTest.this::offer);

            assertThat(offer("d")).isEqualTo(OVERFLOW);
        }

        @Test
        void isClosedByAnOverflowAndDropsWhatWaited() {
            AtomicInteger accepted = new AtomicInteger();
            outbox.start();
            Stream.of("a", "b", "c", "d").forEach(OutboxTest.this::offer);

            assertThat(outbox.offer(OutgoingText.of("e"), accepted::incrementAndGet)).isEqualTo(OVERFLOW);
            assertThat(outbox.offer(OutgoingText.of("f"), accepted::incrementAndGet)).isEqualTo(CLOSED);
            transport.complete();

            assertThat(transport.sent()).containsExactly("a");
            assertThat(accepted).hasValue(0);
            assertThat(outbox.depth()).isZero();
        }
    }

    @Nested
    class Finishing {

        private final AtomicInteger finished = new AtomicInteger();

        @Test
        void actsAtOnceWhenNothingIsThere() {
            outbox.start();

            assertThat(outbox.finish(finished::incrementAndGet)).isFalse();

            assertThat(finished).hasValue(1);
            assertThat(offer("a")).isEqualTo(CLOSED);
        }

        @Test
        void sendsWhatWaitsAndThenActs() {
            outbox.start();
            offer("a");
            offer("b");

            assertThat(outbox.finish(finished::incrementAndGet)).isTrue();
            assertThat(offer("c")).isEqualTo(CLOSED);
            transport.complete();
            assertThat(finished).hasValue(0);
            transport.complete();

            assertThat(finished).hasValue(1);
            assertThat(transport.sent()).containsExactly("a", "b");
        }

        @Test
        void actsAfterTheGreetingWhenThatIsStillToCome() {
            assertThat(outbox.finish(finished::incrementAndGet)).isTrue();

            outbox.start(OutgoingText.of("hello"), NOTHING);
            assertThat(finished).hasValue(0);
            transport.complete();

            assertThat(transport.sent()).containsExactly("hello");
            assertThat(finished).hasValue(1);
        }

        @Test
        void doesNotActWhenASendFailsFirst() {
            outbox.start();
            offer("a");
            offer("b");
            outbox.finish(finished::incrementAndGet);

            transport.fail(new IOException("gone"));

            assertThat(finished).hasValue(0);
            assertThat(failures).hasSize(1);
        }

        @Test
        void doesNotActOnceItIsClosed() {
            outbox.start();
            offer("a");
            outbox.finish(finished::incrementAndGet);

            outbox.close();
            transport.complete();

            assertThat(finished).hasValue(0);
        }
    }

    @Nested
    class Closing {

        @Test
        void closeDropsWhatWaits() {
            outbox.start();
            offer("a");
            offer("b");

            outbox.close();
            transport.complete();

            assertThat(transport.sent()).containsExactly("a");
            assertThat(offer("c")).isEqualTo(CLOSED);
            assertThat(failures).isEmpty();
        }

        @Test
        void sendsNothingThatIsStartedAfterItsClose() {
            AtomicInteger accepted = new AtomicInteger();
            offer("a");
            outbox.close();

            outbox.start(OutgoingText.of("hello"), accepted::incrementAndGet);

            assertThat(transport.sent()).isEmpty();
            assertThat(accepted).hasValue(0);
        }

        @Test
        void aSendThatFailsCloses() {
            IOException cause = new IOException("gone");
            outbox.start();
            offer("a");
            offer("b");

            transport.fail(cause);

            assertThat(failures).containsExactly(cause);
            assertThat(offer("c")).isEqualTo(CLOSED);
            assertThat(transport.sent()).containsExactly("a");
        }

        @Test
        void aSendThatThrowsCloses() {
            IllegalStateException cause = new IllegalStateException("closed");
            Outbox broken = new Outbox(sending((text, done) -> {
                throw cause;
            }), 3, 10, failures::add);
            broken.start();

            assertThat(broken.offer(OutgoingText.of("a"), NOTHING)).isEqualTo(ACCEPTED);

            assertThat(failures).containsExactly(cause);
            assertThat(broken.offer(OutgoingText.of("b"), NOTHING)).isEqualTo(CLOSED);
            assertThat(broken.depth()).isZero();
        }

        @Test
        void aSendThatFailsAndThrowsFailsOnce() {
            IllegalStateException cause = new IllegalStateException("closed");
            Outbox broken = new Outbox(sending((text, done) -> {
                done.accept(cause);
                throw cause;
            }), 3, 10, failures::add);
            broken.start();

            broken.offer(OutgoingText.of("a"), NOTHING);

            assertThat(failures).containsExactly(cause);
        }
    }

    @Nested
    @Timeout(30)
    class Threads {

        private static final int MESSAGES = 10_000;

        @Test
        void callbacksInsideSendDoNotRecurse() {
            List<Long> depths = new ArrayList<>();
            Outbox prompt = new Outbox(sending((text, done) -> {
                depths.add(StackWalker.getInstance().walk(Stream::count));
                done.accept(null);
            }), MESSAGES, MESSAGES, failures::add);
            IntStream.range(0, MESSAGES).forEach(i -> prompt.offer(OutgoingText.of("a"), NOTHING));

            prompt.start();

            assertThat(depths).hasSize(MESSAGES).containsOnly(depths.get(0));
            assertThat(failures).isEmpty();
        }

        // Inside `accepted` the outbox is locked: there the callback's thread is held up, and the sender's goes on.
        @Test
        void sendsNothingAfterAFailureThoughTheCallbacksThreadIsSlower() throws Exception {
            for (int round = 0; round < 50; round++) {
                List<String> sent = new ArrayList<>();
                List<Thread> callbacks = new ArrayList<>();
                AtomicReference<Outbox> self = new AtomicReference<>();
                Outbox broken = new Outbox(sending((text, done) -> {
                    sent.add(text);
                    Thread callback = new Thread(() -> done.accept(new IOException("gone")));
                    callbacks.add(callback);
                    self.get().offer(OutgoingText.of("c"), () -> {
                        callback.start();
                        awaitHeldUpOrDone(callback);
                    });
                }), 3, 10, failure -> { });
                self.set(broken);
                broken.offer(OutgoingText.of("a"), NOTHING);
                broken.offer(OutgoingText.of("b"), NOTHING);

                broken.start();

                for (Thread callback : callbacks) {
                    callback.join(10_000);
                }
                assertThat(sent).containsExactly("a");
            }
        }

        private void awaitHeldUpOrDone(Thread thread) {
            while (thread.getState() != Thread.State.BLOCKED && thread.getState() != Thread.State.TERMINATED) {
                Thread.onSpinWait();
            }
        }

        @Test
        void sendsEachOnceAndInOrderWhoeverCallsBack() throws Exception {
            int senders = 3;
            ExecutorService container = Executors.newFixedThreadPool(2);
            ExecutorService callers = Executors.newFixedThreadPool(senders);
            List<String> sent = Collections.synchronizedList(new ArrayList<>());
            AtomicInteger inFlight = new AtomicInteger();
            AtomicInteger together = new AtomicInteger();
            CountDownLatch all = new CountDownLatch(senders * MESSAGES);
            Outbox shared = new Outbox(sending((text, done) -> {
                together.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                sent.add(text);
                Runnable completion = () -> {
                    inFlight.decrementAndGet();
                    all.countDown();
                    done.accept(null);
                };
                if (sent.size() % 3 == 0) {
                    completion.run();
                } else {
                    container.execute(completion);
                }
            }), senders * MESSAGES, Long.MAX_VALUE, failures::add);

            for (int sender = 0; sender < senders; sender++) {
                String name = sender + ":";
                callers.execute(() -> IntStream.range(0, MESSAGES).forEach(i -> shared.offer(OutgoingText.of(name + i), NOTHING)));
            }
            shared.start();

            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(together).hasValue(1);
            for (int sender = 0; sender < senders; sender++) {
                String name = sender + ":";
                assertThat(sent.stream().filter(text -> text.startsWith(name)).toList())
                        .containsExactlyElementsOf(IntStream.range(0, MESSAGES).mapToObj(i -> name + i).toList());
            }
            callers.shutdown();
            container.shutdown();
        }
    }

    private static Transport sending(BiConsumer<String, Consumer<Throwable>> send) {
        return sending(send, () -> {
            throw new AssertionError("nobody asked for a ping");
        });
    }

    private static Transport sending(BiConsumer<String, Consumer<Throwable>> send, Runnable ping) {
        return new Transport() {
            @Override
            public void send(String text, Consumer<Throwable> done) {
                send.accept(text, done);
            }

            @Override
            public void ping() {
                ping.run();
            }

            @Override
            public void close(int code, String reason) {
                throw new AssertionError("an outbox closes no transport");
            }
        };
    }
}
