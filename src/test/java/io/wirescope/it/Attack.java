package io.wirescope.it;

import java.time.Duration;

/**
 * What one connection of an attacker does: it sends its opening, then pieces at a pace of its own, and stays
 * until its time is over. {@link Attackers} holds as many as are wanted at once.
 *
 * @param name          what it is, in a failure's text
 * @param opening       the first bytes of each connection, by its number
 * @param awaitsAnswer  whether the rest waits until the server has answered the opening
 * @param next          what is sent once after the opening
 * @param piece         what is sent again and again after that
 * @param pieces        how often
 * @param pause         the time between two pieces
 * @param reads         whether it reads what comes after the answer to the opening
 * @param stay          how long it stays at most, from its connect
 * @param end           how it leaves
 */
record Attack(String name, Opening opening, boolean awaitsAnswer, byte[] next, byte[] piece, int pieces, Duration pause,
        boolean reads, Duration stay, End end) {

    /** How a connection leaves. */
    enum End { CLOSE, RESET }

    /** The first bytes of a connection. */
    @FunctionalInterface
    interface Opening {

        byte[] of(int connection);
    }

    private static final byte[] NOTHING = {};

    /** {@return one that sends this, reads, and stays until all attackers leave} */
    static Attack opening(String name, Opening opening) {
        return new Attack(name, opening, true, NOTHING, NOTHING, 0, Duration.ZERO, true, Duration.ofHours(1),
                End.CLOSE);
    }

    /** {@return the same, which sends these bytes once} */
    Attack then(byte[] bytes) {
        return new Attack(name, opening, awaitsAnswer, bytes, piece, pieces, pause, reads, stay, end);
    }

    /** {@return the same, which sends these bytes at most so often after that} */
    Attack repeating(byte[] bytes, int times, Duration between) {
        return new Attack(name, opening, awaitsAnswer, next, bytes, times, between, reads, stay, end);
    }

    /** {@return the same, which waits for no answer} */
    Attack unanswered() {
        return new Attack(name, opening, false, next, piece, pieces, pause, reads, stay, end);
    }

    /** {@return the same, which does not read after the answer, and whose host takes little} */
    Attack unread() {
        return new Attack(name, opening, awaitsAnswer, next, piece, pieces, pause, false, stay, end);
    }

    /** {@return the same, which leaves after that time} */
    Attack staying(Duration time) {
        return new Attack(name, opening, awaitsAnswer, next, piece, pieces, pause, reads, time, end);
    }

    /** {@return the same, which resets its connection when it leaves} */
    Attack resetting() {
        return new Attack(name, opening, awaitsAnswer, next, piece, pieces, pause, reads, stay, End.RESET);
    }
}
