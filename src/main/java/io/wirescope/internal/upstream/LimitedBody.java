package io.wirescope.internal.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads a body up to a limit; beyond it the connection is cut and the rest is not read. One for each response. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

    /** What is thrown when a body is over the limit. */
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;

        TooLargeException(int limit) {
            super("answer over " + limit + " bytes");
        }
    }

    private final int limit;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream(1024);
    private Flow.Subscription subscription;

    /** @param limit how many bytes are read at most */
    LimitedBody(int limit) {
        this.limit = limit;
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
        for (ByteBuffer buffer : buffers) {
            if (body.isDone()) {
                return;
            }
            if (read.size() + buffer.remaining() > limit) {
                subscription.cancel();
                body.completeExceptionally(new TooLargeException(limit));
            } else {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                read.write(bytes, 0, bytes.length);
            }
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
