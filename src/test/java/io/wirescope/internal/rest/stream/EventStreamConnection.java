package io.wirescope.internal.rest.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/**
 * A reader's connection as a container would give it, for a test to say when it takes something. Holds
 * its user to the rules of non-blocking output (Jakarta Servlet 6.0, section 3.7): no write and no flush
 * but after {@code isReady} has said yes.
 */
public final class EventStreamConnection extends ServletOutputStream {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream flushed = new ByteArrayOutputStream();
    private WriteListener listener;
    private AsyncListener asyncListener;
    private int writesLeft = Integer.MAX_VALUE;
    private boolean mayWrite;
    private boolean broken;
    private int completions;

    private final ServletResponse response = fake(ServletResponse.class, (proxy, method, args) ->
            switch (method.getName()) {
                case "getOutputStream" -> this;
                default -> throw new UnsupportedOperationException(method.toString());
            });
    private final AsyncContext async = fake(AsyncContext.class, (proxy, method, args) -> {
        switch (method.getName()) {
            case "getResponse" -> {
                return response;
            }
            case "addListener" -> asyncListener = (AsyncListener) args[0];
            case "complete" -> complete();
            case "getRequest", "setTimeout" -> {
                return null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        }
        return null;
    });

    public AsyncContext async() {
        return async;
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private synchronized void complete() throws IOException {
        completions++;
        if (completions > 1) {
            throw new IllegalStateException("completed already");
        }
        flushed.writeBytes(written.toByteArray());
        written.reset();
        if (asyncListener != null) {
            asyncListener.onComplete(new AsyncEvent(async));
        }
    }

    /** Takes so many writes and flushes more, and then nothing. */
    public synchronized void takeOnly(int writes) {
        writesLeft = writes;
    }

    /** Takes more again, and says so. */
    public void takeMore() throws IOException {
        WriteListener told;
        synchronized (this) {
            writesLeft = Integer.MAX_VALUE;
            told = listener;
        }
        told.onWritePossible();
    }

    /** Fails the next write. */
    public synchronized void breakOff() {
        broken = true;
    }

    /** Says that the reader is gone, as a container may between writes. */
    void tellError() {
        listener.onError(new IOException("reset by peer"));
    }

    /** Ends the request, as a container does that goes down. */
    void tellAsyncError() throws IOException {
        asyncListener.onError(new AsyncEvent(async, new IOException("shutting down")));
    }

    /** {@return all that was flushed} */
    public synchronized String text() {
        return flushed.toString(StandardCharsets.UTF_8);
    }

    /** {@return all that was flushed, and forgets it} */
    synchronized String take() {
        String text = text();
        flushed.reset();
        return text;
    }

    public synchronized int completions() {
        return completions;
    }

    @Override
    public synchronized boolean isReady() {
        mayWrite = listener != null && completions == 0 && writesLeft > 0;
        return mayWrite;
    }

    @Override
    public synchronized void setWriteListener(WriteListener writeListener) {
        if (listener != null) {
            throw new IllegalStateException("has a listener already");
        }
        listener = writeListener;
    }

    private void use() throws IOException {
        if (!mayWrite) {
            throw new IllegalStateException("not ready");
        }
        mayWrite = false;
        writesLeft--;
        if (broken) {
            throw new IOException("broken pipe");
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        use();
        written.write(bytes, offset, length);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void flush() throws IOException {
        use();
        flushed.writeBytes(written.toByteArray());
        written.reset();
    }
}
