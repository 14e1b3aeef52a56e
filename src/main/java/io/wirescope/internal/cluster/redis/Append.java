package io.wirescope.internal.cluster.redis;

import io.wirescope.delivery.BrokerUnavailableException;
import io.wirescope.delivery.Payload;
import io.wirescope.delivery.StreamPosition;
import io.wirescope.internal.cluster.ChannelLog.Appended;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** One message on its way into the log, which is sent again until it is known whether it is there. */
final class Append extends Command {

    private static final int OVERHEAD = 256;

    /** What all appends to a channel have in common. */
    interface Target {

        /** {@return the writer of this server in the channel} */
        Writer writer();

        /** {@return a new id for a writer} */
        String newWriter();

        /** {@return the words of the script} */
        byte[][] words(byte[] text, String process, String writer, long number, long applied);

        /** {@return whether what another process has can be relied on} */
        boolean isPersistent();
    }

    private final Target target;
    private final Payload payload;
    private final byte[] text;
    private final BiConsumer<String, Payload> known;
    private final Writer writer;
    private final AtomicBoolean settled = new AtomicBoolean();
    private String id;
    private String process;
    private long number;

    Append(Target target, Payload payload, BiConsumer<String, Payload> known, long deadlineNanos) {
        super(deadlineNanos);
        this.target = target;
        this.payload = payload;
        this.text = payload.text().getBytes(StandardCharsets.UTF_8);
        this.known = known;
        this.writer = target.writer();
        writer.begin();
        answer().whenComplete((reply, failure) -> {
            if (failure != null && !isSent()) { // else once it is known what became of it
                settle();
            }
        });
    }

    /** {@return where it is} */
    CompletionStage<Appended> appended() {
        return answer().thenApply(reply -> (Appended) reply);
    }

    @Override
    byte[][] words(String answering) {
        if (id == null) {
            if (answer().isDone()) {
                settle();
                return null;
            }
            id = writer.id(answering, target::newWriter);
            process = answering;
            number = writer.next();
            known.accept(id + ' ' + number, payload);
        } else if (!answering.equals(process) && !target.isPersistent()) {
            fail("The engine was restarted while the message was under way (ENGINE_RESTARTED): it may have been delivered", null);
            settle();
            return null;
        }
        return target.words(text, answering, id, number, writer.lastApplied());
    }

    @Override
    int bytes() {
        return text.length + OVERHEAD;
    }

    @Override
    boolean isRepeatable() {
        return true;
    }

    @Override
    boolean isBinding() {
        return true;
    }

    @Override
    boolean replied(Object reply) {
        List<?> parts = (List<?>) reply;
        long offset = (Long) parts.get(1);
        long code = (Long) parts.get(3);
        if (code == 2) { // not applied, and neither was one before it
            writer.renew(id);
            known.accept(id + ' ' + number, null);
            id = null;
            return false;
        }
        writer.applied(id, number);
        if (offset == 0) { // it was trimmed since
            answer().completeExceptionally(new BrokerUnavailableException("The message's place is not known any more", null));
        } else {
            answer().complete(new Appended(new StreamPosition((String) parts.get(0), offset), (Long) parts.get(2)));
        }
        settle();
        return true;
    }

    @Override
    void refused(Throwable failure) {
        writer.renew(String.valueOf(id));
        super.refused(failure);
        settle();
    }

    private void settle() {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        if (id != null) {
            known.accept(id + ' ' + number, null);
        }
        writer.end();
    }
}
