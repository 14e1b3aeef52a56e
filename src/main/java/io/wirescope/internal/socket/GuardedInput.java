package io.wirescope.internal.socket;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** What a client sends, as far as its {@link SocketGuard} lets it through. */
final class GuardedInput extends ServletInputStream {

    private static final int DROPPED_AT_ONCE = 16_384;

    private final ServletInputStream in;
    private final SocketGuard guard;
    private final GuardedConnection connection;

    GuardedInput(ServletInputStream in, SocketGuard guard, GuardedConnection connection) {
        this.in = in;
        this.guard = guard;
        this.connection = connection;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        connection.engine(listener);
    }

    void listen(ReadListener listener) {
        in.setReadListener(listener);
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        connection.handled(); // or another thread might write before, when there is more
        return connection.isOpen() && in.isReady();
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int length = read(one, 0, 1);
        return length < 1 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        connection.handled();
        int came = in.read(bytes, offset, length);
        if (came <= 0) {
            return came;
        }
        connection.arrived();
        return guard.read(bytes, offset, came);
    }

    /** Reads what has arrived and drops it. {@return whether more may follow} */
    boolean drop() throws IOException {
        byte[] dropped = new byte[DROPPED_AT_ONCE];
        while (!in.isFinished() && in.isReady()) {
            int came = in.read(dropped);
            if (came < 0) {
                return false;
            }
            guard.skip(dropped, came);
        }
        return !in.isFinished();
    }
}
