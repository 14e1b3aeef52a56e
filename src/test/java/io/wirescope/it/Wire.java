package io.wirescope.it;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes that go over the wire, right and wrong: requests, handshakes and masked frames (RFC 6455, section 5.2). */
final class Wire {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int PING = 0x9;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LARGEST_HEAD = 14;

    private Wire() {
    }

    /** {@return a handshake that is right but perhaps for its target, whose characters go out as one byte each} */
    static byte[] handshake(URI server, String target) {
        return bytes("GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    /** {@return a request without a body} */
    static byte[] get(URI server, String target) {
        return bytes("GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n");
    }

    /** {@return a request that declares a body of so many bytes of JSON and brings this much of it} */
    static byte[] post(URI server, String target, int declared, String body) {
        return bytes("POST " + target + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + declared + "\r\n\r\n" + body);
    }

    /** {@return a whole text frame} */
    static byte[] text(String text) {
        return whole(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a frame that is the last of its message} */
    static byte[] whole(int opcode, byte[] payload) {
        return frame(FIN | opcode, MASKED, payload.length, payload);
    }

    /** {@return a frame that others of its message follow} */
    static byte[] fragment(int opcode, byte[] payload) {
        return frame(opcode, MASKED, payload.length, payload);
    }

    /** {@return a text frame that declares this length, which may have any bits, and brings this much of it} */
    static byte[] declaring(long length, byte[] payload) {
        return frame(FIN | TEXT, MASKED, length, payload);
    }

    /** {@return a whole text frame without a mask, as no client may send it} */
    static byte[] unmasked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return frame(FIN | TEXT, 0, payload.length, payload);
    }

    private static byte[] frame(int first, int mask, long length, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(LARGEST_HEAD + payload.length).put((byte) first);
        if (0 <= length && length < 126) {
            frame.put((byte) (mask | length));
        } else if (0 <= length && length <= 0xffff) {
            frame.put((byte) (mask | 126)).putShort((short) length);
        } else {
            frame.put((byte) (mask | 127)).putLong(length);
        }
        if (mask != 0) {
            frame.putInt(0); // masked with zeros
        }
        return taken(frame.put(payload));
    }

    /** {@return these bytes, one after the other} */
    static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** {@return these bytes so many times} */
    static byte[] repeated(byte[] part, int times) {
        ByteBuffer all = ByteBuffer.allocate(part.length * times);
        for (int i = 0; i < times; i++) {
            all.put(part);
        }
        return all.array();
    }

    /** {@return a text whose characters are a byte each} */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] taken(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
