package io.wirescope.it;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A WebSocket connection whose frames are written byte for byte (RFC 6455, section 5.2): the JDK's
 * client cuts a large message into frames, and takes no text that is not UTF-8.
 */
final class RawFrames implements AutoCloseable {

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    RawFrames(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** Sends a text as one frame, masked with zeros. The server may close before it has read it all. */
    void sendText(byte[] text) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(text.length + 14).put((byte) (FIN | TEXT));
        if (text.length < 126) {
            frame.put((byte) (MASKED | text.length));
        } else {
            frame.put((byte) (MASKED | 127)).putLong(text.length);
        }
        frame.putInt(0).put(text);
        try {
            out.write(frame.array(), 0, frame.position());
        } catch (SocketException e) {
            socket.shutdownOutput();
        }
    }

    /** {@return a frame, masked with zeros; its payload may be shorter than the length that it announces} */
    static byte[] frame(int first, long length, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (length >= 0 && length < 126) {
            frame.put((byte) (MASKED | length));
        } else {
            frame.put((byte) (MASKED | 127)).putLong(length);
        }
        frame.putInt(0).put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** Sends bytes as they are. */
    void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /**
     * Sends the same bytes again and again, for as long as the server takes them.
     *
     * @return how many bytes were taken, before so many were sent, it closed, or took nothing for two seconds
     */
    long flood(byte[] bytes, long max) throws Exception {
        AtomicLong sent = new AtomicLong();
        Thread sender = new Thread(() -> {
            try {
                while (sent.get() < max) {
                    out.write(bytes);
                    sent.addAndGet(bytes.length);
                }
            } catch (IOException e) { // closed
            }
        }, "flood");
        sender.setDaemon(true);
        sender.start();
        long before;
        do {
            before = sent.get();
            sender.join(2_000);
        } while (sender.isAlive() && sent.get() > before);
        return sent.get();
    }

    /** A frame of the server's. */
    record Frame(int opcode, byte[] payload) {

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** {@return the next frame, of whatever kind} */
    Frame frame() throws IOException {
        int opcode = in.readUnsignedByte() & 0xf;
        byte[] payload = new byte[length(in.readUnsignedByte())];
        in.readFully(payload);
        return new Frame(opcode, payload);
    }

    /** {@return the next text; throws when something else comes, or nothing for ten seconds} */
    String text() throws IOException {
        int opcode = in.readUnsignedByte() & 0xf;
        byte[] payload = new byte[length(in.readUnsignedByte())];
        in.readFully(payload);
        if (opcode != TEXT) {
            throw new IOException("opcode " + opcode);
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** {@return the code of the server's close frame; messages before it are passed over} */
    int closeCode() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0xf;
            byte[] payload = new byte[length(in.readUnsignedByte())];
            in.readFully(payload);
            if (opcode == CLOSE) {
                return ByteBuffer.wrap(payload).getShort() & 0xffff;
            }
        }
    }

    /** {@return the next bytes as they come, each as one character} */
    String bytes(int number) throws IOException {
        byte[] bytes = new byte[number];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private int length(int first) throws IOException {
        return switch (first) {
            case 126 -> in.readUnsignedShort();
            case 127 -> (int) in.readLong();
            default -> first;
        };
    }

    /** Ends the connection with a reset, whatever is under way. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
