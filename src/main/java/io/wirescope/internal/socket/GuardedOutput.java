package io.wirescope.internal.socket;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** What a client is sent. Its {@link SocketGuard} counts the pongs. */
final class GuardedOutput extends ServletOutputStream {

    private final ServletOutputStream out;
    private final SocketGuard guard;
    private final GuardedConnection connection;

    GuardedOutput(ServletOutputStream out, SocketGuard guard, GuardedConnection connection) {
        this.out = out;
        this.guard = guard;
        this.connection = connection;
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(listener);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        guard.written(bytes, offset, length);
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            connection.broken(e);
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            connection.broken(e);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
