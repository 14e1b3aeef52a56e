package io.wirescope.connection;

import io.wirescope.envelope.Utf8;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;

/** A text to send, and the WebSocket frame in which it goes out where an engine takes one. Thread-safe. */
public final class OutgoingText {

    private static final int FINAL_TEXT = 0x81;
    private static final int SHORT = 125;
    private static final int MEDIUM = 0xffff;

    private final String text;
    private final int bytes;
    private final boolean shared;

    // Weak: it is as long as the text, and nobody counts it; the receivers of one fan-out still share it.
    private volatile WeakReference<byte[]> frame;

    private OutgoingText(String text, int bytes, boolean shared) {
        this.text = text;
        this.bytes = bytes;
        this.shared = shared;
    }

    /** {@return a text for one connection} */
    static OutgoingText of(String text) {
        return new OutgoingText(text, Utf8.length(text), false);
    }

    /** {@return a text for many connections, whose frame is made once for all that are served together} */
    static OutgoingText shared(String text) {
        return shared(text, Utf8.length(text));
    }

    /** {@return the same of a text whose length in bytes of UTF-8 is known} */
    static OutgoingText shared(String text, int bytes) {
        return new OutgoingText(text, bytes, true);
    }

    /** {@return the text} */
    public String text() {
        return text;
    }

    /** {@return its length in bytes of UTF-8} */
    public int bytes() {
        return bytes;
    }

    /**
     * {@return the text as one final frame without a mask (RFC 6455, section 5.2), as servers send it} Others may have the
     * same array: it must not be written to.
     */
    public byte[] frame() {
        if (!shared) {
            return made();
        }
        WeakReference<byte[]> before = frame;
        byte[] made = before == null ? null : before.get();
        if (made == null) { // two threads may both make it, to the same bytes
            made = made();
            frame = new WeakReference<>(made);
        }
        return made;
    }

    private byte[] made() {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8); // its own count: a lone surrogate becomes one byte
        int lengthBytes = payload.length <= SHORT ? 0 : payload.length <= MEDIUM ? 2 : 8;
        byte[] made = new byte[2 + lengthBytes + payload.length];
        made[0] = (byte) FINAL_TEXT;
        made[1] = (byte) (lengthBytes == 0 ? payload.length : lengthBytes == 2 ? 126 : 127);
        long length = payload.length;
        for (int i = lengthBytes; i > 0; i--) {
            made[1 + i] = (byte) length;
            length >>>= 8;
        }
        System.arraycopy(payload, 0, made, 2 + lengthBytes, payload.length);
        return made;
    }
}
