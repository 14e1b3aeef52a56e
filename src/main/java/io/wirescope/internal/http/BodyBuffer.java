package io.wirescope.internal.http;

import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Collects a body without ever waiting for it. Not thread-safe. */
final class BodyBuffer {

    private static final int CHUNK_BYTES = 8 * 1024;

    private final ServletInputStream in;
    private final long declaredLength;
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long arrived;

    /**
     * @param in             the body
     * @param declaredLength the length that the sender announced in bytes, or -1
     * @param maxBytes       the most bytes that are kept
     */
    BodyBuffer(ServletInputStream in, long declaredLength, int maxBytes) {
        this.in = in;
        this.declaredLength = declaredLength;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads what has arrived. For a stream without a listener.
     *
     * @throws IOException when the connection or the framing of the body is broken
     */
    void takeAvailable() throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int available = in.available(); available > 0 && !isTooLarge(); available = in.available()) {
            take(chunk, Math.min(available, chunk.length));
        }
    }

    /**
     * Reads what has arrived. For a stream with a listener.
     *
     * @throws IOException when the connection or the framing of the body is broken
     */
    void takeReady() throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        boolean more = true;
        while (more && in.isReady()) {
            more = take(chunk, chunk.length);
        }
    }

    /**
     * Reads what arrives within a time, waiting for it. For a stream without a listener whose reads don't wait for longer.
     *
     * @param nanos the time
     * @throws IOException when the connection or the framing of the body is broken, or a read has waited in vain
     */
    void takeArriving(long nanos) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long start = System.nanoTime();
        boolean more = true;
        while (more && !isComplete() && !isTooLarge() && System.nanoTime() - start < nanos) {
            more = take(chunk, chunk.length);
        }
    }

    private boolean take(byte[] chunk, int length) throws IOException {
        int read = in.read(chunk, 0, length);
        if (read > 0) {
            arrived += read;
            if (!isTooLarge()) {
                bytes.write(chunk, 0, read);
            }
        }
        return read >= 0;
    }

    /** {@return whether the body has ended} */
    boolean isComplete() throws IOException {
        return arrived == declaredLength
                || in.isFinished() && in.available() == 0; // Grizzly has finished once all is in its buffer
    }

    /** {@return whether the body is over the limit, by its declaration or by what has arrived} */
    boolean isTooLarge() {
        return declaredLength > maxBytes || arrived > maxBytes;
    }

    /** {@return how many bytes are kept} */
    int size() {
        return bytes.size();
    }

    /** {@return what has arrived} */
    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    /** Lets go of what has arrived. */
    void clear() {
        bytes.reset();
    }
}
