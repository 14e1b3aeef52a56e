package io.wirescope.internal.rest.send;

import io.wirescope.delivery.Broadcaster;
import io.wirescope.delivery.Message;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.IdempotentCalls.Call;
import io.wirescope.internal.http.IdempotentCalls.Outcome;
import io.wirescope.internal.http.IdempotentCalls;
import io.wirescope.internal.rest.error.DeliveryErrors;
import io.wirescope.internal.rest.error.IdempotencyRefusedException;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.request.RequestHeaders;
import io.wirescope.internal.rest.send.BatchView.ResultView;
import io.wirescope.internal.security.Authentication;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.Optional;

/**
 * Sends what callers of the API want sent, and with an {@code Idempotency-Key} never twice. Thread-safe.
 *
 * <p>The methods throw what the API's other calls throw for a body that can't be taken, besides
 * {@link IdempotencyRefusedException}.
 */
@Dependent
public class MessageSending {

    private final Broadcaster broadcaster;
    private final JsonRequest bodies;
    private final MessageForm form;
    private final IdempotentCalls calls;

    @Inject
    MessageSending(Broadcaster broadcaster, JsonRequest bodies, MessageForm form, IdempotentCalls calls) {
        this.broadcaster = broadcaster;
        this.bodies = bodies;
        this.form = form;
        this.calls = calls;
    }

    /**
     * What was sent.
     *
     * @param view       what became of it
     * @param isReplayed whether an earlier call with the same key has sent it
     * @param <T>        the type of the view
     */
    public record Sent<T>(T view, boolean isReplayed) {
    }

    /** Sends one message to a channel. */
    public Sent<SentView> toChannel(String channel, HttpServletRequest request, InputStream body) {
        MessageForm.channel(channel);
        if (!Authentication.callerOf(request).grants().allowPublish(channel)) {
            throw RefusedRequestException.of(403, DeliveryErrors.NOT_GRANTED);
        }
        Exchange exchange = Exchange.of(request);
        Fingerprint fingerprint = new Fingerprint("message", channel);
        Message message = bodies.read(request, fingerprint.of(body), members -> form.message(members, exchange));
        return once(request, fingerprint, new One(channel, message));
    }

    /** Sends the messages of a batch. */
    public Sent<BatchView> batch(HttpServletRequest request, InputStream body) {
        Exchange exchange = Exchange.of(request);
        Fingerprint fingerprint = new Fingerprint("batch", "");
        MessageBatch batch = bodies.read(request, fingerprint.of(body),
                members -> MessageBatch.read(members, form, exchange));
        return once(request, fingerprint, new Many(batch.grantedBy(Authentication.callerOf(request).grants())));
    }

    private <T> Sent<T> once(HttpServletRequest request, Fingerprint fingerprint, Call<T> call) {
        Optional<String> key = IdempotencyKey.of(RequestHeaders.of(request));
        if (key.isEmpty()) {
            return new Sent<>(call.make(), false);
        }
        Outcome<T> outcome = calls.make(ofCaller(key.get(), request), fingerprint.text(), call);
        return switch (outcome.verdict()) {
            case MADE -> new Sent<>(outcome.result(), false);
            case REPEATED -> new Sent<>(outcome.result(), true);
            case OTHER_CALL -> throw new InvalidFieldException(IdempotencyKey.NAME,
                    "must be a new one: a call to another channel or with another body has used it");
            case UNDER_WAY -> throw IdempotencyRefusedException.underWay();
            case FULL -> throw IdempotencyRefusedException.full(calls.secondsUntilRoom());
        };
    }

    // One caller's key says nothing of what another's call sent; no key has a line break.
    private static String ofCaller(String key, HttpServletRequest request) {
        String subject = Authentication.callerOf(request).subject();
        return subject == null ? key : key + "\n" + subject;
    }

    private final class One implements Call<SentView> {

        private final String channel;
        private final Message message;

        One(String channel, Message message) {
            this.channel = channel;
            this.message = message;
        }

        @Override
        public long maxResultBytes() {
            return SentView.bytes(channel.length());
        }

        @Override
        public SentView make() {
            return SentView.of(broadcaster.offerNow(channel, message));
        }

        @Override
        public long bytesOf(SentView result) {
            return result.bytes();
        }
    }

    private final class Many implements Call<BatchView> {

        private final MessageBatch batch;

        Many(MessageBatch batch) {
            this.batch = batch;
        }

        @Override
        public long maxResultBytes() {
            return batch.maxResultBytes();
        }

        @Override
        public BatchView make() {
            return batch.send(broadcaster);
        }

        @Override
        public long bytesOf(BatchView result) {
            return result.results().stream().mapToLong(ResultView::bytes).sum();
        }
    }
}
