package io.wirescope.internal.socket;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.RateVerdict;

/**
 * Judges the frames of one client before the container's engine buffers or answers them: what RFC 6455 forbids
 * (1002), what is over the limit (1009), and pings whose pongs the client does not take (4413) or that are too many
 * (4429). Frames come from one thread at a time; the rest is thread-safe.
 */
final class SocketGuard {

    /** What a guard reports to; on the thread that reads, once what came before has been handled. */
    interface Owner {

        /** {@return whether one more ping or pong frame of the client's is within its rate} */
        RateVerdict controlFrame();

        /** Takes that a data frame is announced that is over the limit. */
        void oversize(long bytes);

        /** Takes that the connection has to be closed. */
        void refuse(CloseCode code, String reason);
    }

    /**
     * What is taken of one client.
     *
     * @param frameBytes the longest data frame
     * @param pongs      how many pongs may wait to be sent
     * @param pongBytes  how many bytes of pongs may wait to be sent
     */
    record Limits(int frameBytes, int pongs, long pongBytes) {
    }

    private static final Runnable REPORTED = () -> { };

    private final Limits limits;
    private final FrameHeaders headers = new FrameHeaders(this::admits);

    private volatile Owner owner;
    private volatile boolean peerCloses;
    private Runnable verdict;

    // guarded by `limits`: pings are read by one thread, pongs written by any
    private int pongs;
    private long pongBytes;
    private boolean overflow;

    SocketGuard(Limits limits) {
        this.limits = limits;
    }

    /** Sets who is reported to; without one, whoever breaks a rule is only cut off. */
    void ownedBy(Owner newOwner) {
        owner = newOwner;
    }

    /**
     * Takes bytes that came.
     *
     * @return how many of them may be passed to the engine
     */
    int read(byte[] bytes, int offset, int length) {
        if (verdict != null) {
            return 0;
        }
        synchronized (limits) { // looked at before the pings of these bytes, which the engine has not answered yet
            overflow = pongs > limits.pongs || pongBytes > limits.pongBytes;
        }
        return headers.read(bytes, offset, length);
    }

    /** Looks only for the client's close frame, in bytes that are passed to no one. */
    void skip(byte[] bytes, int length) {
        headers.read(bytes, 0, length);
    }

    /** Observes a frame that the engine sends: it writes each as a whole. */
    void written(byte[] frame, int offset, int length) {
        if (length > 1 && (frame[offset] & 0xf) == FrameHeader.PONG) {
            synchronized (limits) {
                pongs--;
                pongBytes -= length;
            }
        }
    }

    /** {@return whether a rule was broken: nothing more is passed to the engine} */
    boolean isBroken() {
        return verdict != null;
    }

    /** {@return whether the client has sent its close frame} */
    boolean peerCloses() {
        return peerCloses;
    }

    /**
     * Reports the rule that was broken, once.
     *
     * @return whether there was anybody to report to, or nothing to report
     */
    boolean report() {
        Runnable due = verdict;
        if (due == null || due == REPORTED) {
            return true;
        }
        verdict = REPORTED;
        if (owner == null) {
            return false;
        }
        due.run();
        return true;
    }

    private boolean admits(FrameHeader frame) {
        if (verdict != null) {
            notePeerCloses(frame);
            return true;
        }
        if (!frame.masked() || frame.length() < 0) {
            return refused(CloseCode.PROTOCOL_ERROR, frame.masked() ? "Frame length has its highest bit set"
                    : "Frame is not masked");
        }
        if (!frame.isControl()) {
            return frame.length() <= limits.frameBytes || oversize(frame);
        }
        notePeerCloses(frame);
        return frame.opcode() == FrameHeader.CLOSE || admitsControl(frame);
    }

    private void notePeerCloses(FrameHeader frame) {
        if (frame.opcode() == FrameHeader.CLOSE) {
            peerCloses = true;
        }
    }

    private boolean admitsControl(FrameHeader frame) {
        if (frame.opcode() == FrameHeader.PING) {
            if (overflow) {
                return refused(CloseCode.CONSUMER_TOO_SLOW, "Consumer too slow");
            }
            synchronized (limits) {
                pongs++;
                pongBytes += 2 + frame.length();
            }
        }
        Owner current = owner;
        return current == null || current.controlFrame() != RateVerdict.CLOSE
                || refused(CloseCode.TOO_MANY_MESSAGES, "Too many messages");
    }

    // A binary message is refused for what it is, whatever its length (contract, section 1).
    private boolean oversize(FrameHeader frame) {
        if (frame.opcode() == FrameHeader.BINARY) {
            return refused(CloseCode.UNSUPPORTED_DATA, EndpointCallbacks.NO_BINARY);
        }
        verdict = () -> owner.oversize(frame.length());
        return false;
    }

    private boolean refused(CloseCode code, String reason) {
        verdict = () -> owner.refuse(code, reason);
        return false;
    }
}
