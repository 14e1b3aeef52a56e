package io.wirescope.internal.socket;

/**
 * What the first bytes of a client's frame say (RFC 6455, section 5.2).
 *
 * @param opcode the frame's opcode, 0 to 15
 * @param masked whether its payload is masked, as a client's must be
 * @param length the length of its payload in bytes; negative where bit 63 is set, which is not allowed
 */
record FrameHeader(int opcode, boolean masked, long length) {

    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int FIRST_CONTROL = 0x8;

    boolean isControl() {
        return opcode >= FIRST_CONTROL;
    }
}
