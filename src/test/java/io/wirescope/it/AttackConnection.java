package io.wirescope.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection of an {@link Attack}. Confined to the attackers' thread. */
final class AttackConnection {

    private static final int LONGEST_ANSWER = 8192;
    private static final int SMALL_BUFFER = 4096;

    private final Attack attack;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final long leavesAt;
    private ByteBuffer pending;
    private String answer = "";
    private boolean answered;
    private int sent;
    private long nextPieceAt;
    private boolean over;

    AttackConnection(Attack attack, int number, URI server, Selector selector, long now) throws IOException {
        this.attack = attack;
        leavesAt = now + attack.stay().toNanos();
        pending = ByteBuffer.wrap(attack.opening().of(number));
        channel = SocketChannel.open();
        if (!attack.reads()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** {@return what it is, and the first line that the server answered} */
    String outcome() {
        return attack.name() + " " + answer.lines().findFirst().orElse("unanswered");
    }

    boolean isOver(long now) {
        return over || now - leavesAt > 0;
    }

    /** Reads what has come; what a stalled reader does not want stays in the socket. */
    void read(ByteBuffer buffer) {
        try {
            if (channel.read(buffer.clear()) < 0) {
                over = true;
            } else if (!answered) {
                take(buffer.flip());
            }
        } catch (IOException e) {
            over = true;
        }
    }

    private void take(ByteBuffer bytes) {
        answer += StandardCharsets.ISO_8859_1.decode(bytes);
        answered = answer.contains("\r\n\r\n") || answer.length() > LONGEST_ANSWER;
        if (answered && !attack.reads()) {
            key.interestOps(0);
        }
    }

    /** Sends what is due, {@return how many bytes the socket took} */
    int write(long now, int most) {
        if (over || !isDue(now)) {
            return 0;
        }
        try {
            return write(most);
        } catch (IOException e) {
            over = true;
            return 0;
        }
    }

    private boolean isDue(long now) {
        if (pending.hasRemaining()) {
            return true;
        }
        if (attack.awaitsAnswer() && !answered || sent > attack.pieces() || now - nextPieceAt < 0) {
            return false;
        }
        pending = ByteBuffer.wrap(sent++ == 0 ? attack.next() : attack.piece());
        nextPieceAt = now + attack.pause().toNanos();
        return pending.hasRemaining();
    }

    private int write(int most) throws IOException {
        int end = pending.limit();
        pending.limit(Math.min(end, pending.position() + most));
        try {
            return channel.write(pending);
        } finally {
            pending.limit(end);
        }
    }

    void leave() {
        try {
            if (attack.end() == Attack.End.RESET) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.close();
        } catch (IOException e) {
            over = true; // gone already
        }
    }
}
