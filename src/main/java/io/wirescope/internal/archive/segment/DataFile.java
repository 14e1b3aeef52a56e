package io.wirescope.internal.archive.segment;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a file at any place. Opens it again when the interrupt of a reader has closed it, as those of NIO do. Thread-safe.
 */
final class DataFile {

    private static final int ATTEMPTS = 3;

    private final Path path;
    private FileChannel channel;
    private boolean closed;

    DataFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    private synchronized FileChannel channel() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        }
        return channel;
    }

    /** {@return so many bytes from an offset on} */
    ByteBuffer read(long offset, int length) throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                return read(channel(), offset, length);
            } catch (ClosedByInterruptException e) {
                throw e; // this thread's own
            } catch (ClosedChannelException e) { // another one's
                if (attempt == ATTEMPTS || isClosed()) {
                    throw e;
                }
            }
        }
    }

    private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("a line at " + offset + " is cut");
            }
        }
        return bytes.flip();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() throws IOException {
        closed = true;
        if (channel != null) {
            channel.close();
        }
    }
}
