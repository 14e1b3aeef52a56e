package io.wirescope.internal.httpclient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads a response's body up to a limit; of a longer one the rest is not read, which ends the connection. One for each
 * response; the client's calls come one after the other.
 */
public final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

    /** What is thrown when a body is over the limit. */
    public static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;

        TooLargeException(int limit) {
            super("answer over " + limit + " bytes");
        }
    }

    private final int limit;
    private final boolean cuts;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream(1024);
    private Flow.Subscription subscription;

    private LimitedBody(int limit, boolean cuts) {
        this.limit = limit;
        this.cuts = cuts;
    }

    /** {@return a reader that fails with {@link TooLargeException} for a body of more bytes} */
    public static LimitedBody atMost(int limit) {
        return new LimitedBody(limit, false);
    }

    /** {@return a reader of the first bytes of a body} */
    public static LimitedBody first(int limit) {
        return new LimitedBody(limit, true);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        begun.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        buffers.forEach(this::take);
    }

    private void take(ByteBuffer buffer) {
        if (body.isDone()) {
            return;
        }
        int room = limit - read.size();
        byte[] bytes = new byte[Math.min(buffer.remaining(), room)];
        boolean over = buffer.remaining() > room;
        buffer.get(bytes);
        read.writeBytes(bytes);
        if (over) {
            subscription.cancel();
            end();
        }
    }

    private void end() {
        if (cuts) {
            body.complete(read.toByteArray());
        } else {
            body.completeExceptionally(new TooLargeException(limit));
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(read.toByteArray());
    }
}
