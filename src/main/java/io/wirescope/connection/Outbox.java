package io.wirescope.connection;

import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What waits to be sent on one connection: one send in flight, the rest in a bounded queue, first in
 * first out. Thread-safe; never blocks, but for {@link #ping}.
 *
 * <p>Everything waits until {@link #start}, so that a greeting is first on the wire although others
 * may already send.
 *
 * <p>No server can be left to queue: on Open Liberty a second send fails or is lost, on Payara and
 * WildFly sends queue without bound and send timeouts do not fire.
 */
final class Outbox {

    /** What became of an offered message. */
    enum Offer {
        /** It is in flight or in the queue. */
        ACCEPTED,
        /** Nobody wants it any more. */
        UNWANTED,
        /** It would have gone over the bound: the outbox takes no more, its owner should close. */
        OVERFLOW,
        /** The outbox took no more before this. */
        CLOSED
    }

    /** A message; what was owed before the rest, such as a greeting, is not counted against the bounds. */
    private record Message(OutgoingText text, boolean counted) {
    }

    private final Transport transport;
    private final int maxMessages;
    private final long maxBytes;
    private final Consumer<Throwable> onFailure;

    // All below is guarded by `queue` (lock order: description of package delivery).
    private final ArrayDeque<Message> queue = new ArrayDeque<>(2);
    private int countedMessages;
    private long countedBytes;
    private boolean inFlight = true; // until start
    private boolean closed;
    private Runnable whenEmpty;

    /**
     * @param transport   the way to the peer
     * @param maxMessages how many messages may wait behind the one in flight, from 1
     * @param maxBytes    how many bytes may wait behind the one in flight
     * @param onFailure   called once when a send fails; the outbox is closed by then
     */
    Outbox(Transport transport, int maxMessages, long maxBytes, Consumer<Throwable> onFailure) {
        this.transport = transport;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.onFailure = onFailure;
    }

    /** Begins to send what waits already, in order. One of the two starts is called, once. */
    void start() {
        transmit(poll());
    }

    /**
     * Begins to send: a greeting, then what waits already, in order. Sends nothing where the outbox was
     * closed before; the greeting, too, is sent where {@link #finish} was called.
     *
     * @param greeting the first message
     * @param accepted runs before it is sent
     */
    void start(OutgoingText greeting, Runnable accepted) {
        synchronized (queue) {
            if (!closed || whenEmpty != null) {
                accepted.run();
                queue.addFirst(new Message(greeting, false));
            }
        }
        start();
    }

    /**
     * Takes a message to send.
     *
     * @param text     the message
     * @param accepted runs when the message is accepted and before it is sent; must be quick
     */
    Offer offer(OutgoingText text, Runnable accepted) {
        return offer(text, () -> true, accepted);
    }

    /**
     * Takes a message to send that is still wanted. What is offered after it stopped being wanted is sent after it, or
     * without it.
     *
     * @param text     the message
     * @param wanted   whether it is, asked when its place in the order is certain; must be quick and take no lock that is
     *                 held while something is offered
     * @param accepted runs when the message is accepted and before it is sent; must be quick
     */
    Offer offer(OutgoingText text, BooleanSupplier wanted, Runnable accepted) {
        synchronized (queue) {
            if (closed) {
                return Offer.CLOSED;
            }
            if (!wanted.getAsBoolean()) {
                return Offer.UNWANTED;
            }
            if (inFlight && !fits(text.bytes())) {
                discard();
                return Offer.OVERFLOW;
            }
            accepted.run();
            if (inFlight) {
                queue.add(new Message(text, true));
                countedMessages++;
                countedBytes += text.bytes();
                return Offer.ACCEPTED;
            }
            inFlight = true;
        }
        transmit(text);
        return Offer.ACCEPTED;
    }

    /**
     * Sends a ping frame, in its turn with the messages. Does nothing while one is in flight: a peer that
     * has not taken that one could not answer. May block while the peer is stuck.
     */
    void ping() {
        synchronized (queue) {
            if (closed || inFlight) {
                return;
            }
            inFlight = true;
        }
        try {
            transport.ping();
        } catch (Throwable e) { // or it would be in flight for ever
            fail(e);
            return;
        }
        transmit(poll());
    }

    private boolean fits(int bytes) {
        return countedMessages < maxMessages && countedBytes + bytes <= maxBytes;
    }

    /**
     * Takes a message that was owed before: whoever offers such messages bounds their number.
     *
     * @param text     the message
     * @param accepted runs when the message is accepted and before it is sent; must be quick
     * @return whether it was taken
     */
    boolean offerUncounted(OutgoingText text, Runnable accepted) {
        synchronized (queue) {
            if (closed) {
                return false;
            }
            accepted.run();
            if (inFlight) {
                queue.add(new Message(text, false));
                return true;
            }
            inFlight = true;
        }
        transmit(text);
        return true;
    }

    /**
     * Takes no more, sends what is there, then runs an action: at once when nothing is there.
     *
     * @param action runs at most once, on whatever thread finishes the last send; not at all when a
     *               send fails first
     * @return whether something is still to be sent before
     */
    boolean finish(Runnable action) {
        synchronized (queue) {
            closed = true;
            if (inFlight) {
                whenEmpty = action;
                return true;
            }
        }
        action.run();
        return false;
    }

    /** Takes no more and drops what waits. */
    void close() {
        synchronized (queue) {
            discard();
        }
    }

    private void discard() {
        closed = true;
        whenEmpty = null;
        queue.clear();
        countedMessages = 0;
        countedBytes = 0;
    }

    /** {@return how many messages wait or are in flight} */
    int depth() {
        synchronized (queue) {
            return queue.size() + (inFlight ? 1 : 0);
        }
    }

    // A container may call back before send returns. Going on from inside that callback would nest one
    // stack frame a message, so the callback only notes it and this loop goes on.
    private void transmit(OutgoingText first) {
        OutgoingText next = first;
        while (next != null) {
            Completion completion = new Completion();
            try {
                transport.send(next, completion);
            } catch (Throwable e) { // or it would be in flight for ever
                completion.accept(e);
            }
            next = completion.returned() ? poll() : null;
        }
    }

    private OutgoingText poll() {
        Runnable action;
        synchronized (queue) {
            Message message = queue.poll();
            if (message != null) {
                if (message.counted()) {
                    countedMessages--;
                    countedBytes -= message.text().bytes();
                }
                return message.text();
            }
            inFlight = false;
            action = whenEmpty;
            whenEmpty = null;
        }
        if (action != null) {
            action.run();
        }
        return null;
    }

    private void fail(Throwable cause) {
        synchronized (queue) {
            discard();
            inFlight = false;
        }
        onFailure.accept(cause);
    }

    /** The end of one send, distinguished by whether it came before {@code send} returned. */
    private final class Completion implements Consumer<Throwable> {

        private boolean done;
        private boolean failed;
        private boolean returned;

        @Override
        public void accept(Throwable failure) {
            boolean goOn;
            synchronized (this) {
                if (done) {
                    return;
                }
                done = true;
                failed = failure != null;
                goOn = returned && !failed;
            }
            if (failure != null) {
                fail(failure);
            }
            if (goOn) {
                OutgoingText next = poll();
                if (next != null) {
                    transmit(next);
                }
            }
        }

        /** Notes that send returned. {@return whether the send was complete by then, and well} */
        synchronized boolean returned() {
            returned = true;
            return done && !failed;
        }
    }
}
