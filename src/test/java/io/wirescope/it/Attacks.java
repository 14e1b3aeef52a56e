package io.wirescope.it;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What a bored attacker does to one server. Ids of clients recur, so that no attack needs new channels. */
final class Attacks {

    /** Characters that no URI may have as they are, and that browsers and attackers send all the same. */
    private static final List<String> RAW = List.of("|", "{", "}", "\\", "^", "`", "\"", "<", ">", "\u00e9", "\u00ff");

    private static final Duration SOON = Duration.ofMillis(50);
    private static final int DECLARED = 4 << 20;
    private static final int PIECE = 64 << 10;

    private final URI server;

    Attacks(URI server) {
        this.server = server;
    }

    private String envelopeAddress(int connection) {
        return "/ws/client?client_id=hostile-" + connection;
    }

    private String anyAddress(int connection) {
        return switch (connection % 3) {
            case 0 -> envelopeAddress(connection);
            case 1 -> "/ws/legacy/hostile-" + connection;
            default -> "/ws/hostile-" + connection;
        };
    }

    private byte[] handshake(int connection) {
        return Wire.handshake(server, anyAddress(connection));
    }

    /** {@return a client that does nothing wrong} */
    Attack honestMessages() {
        return Attack.opening("honest messages", this::handshake).repeating(Wire.text(Messages.PING), 20, SOON);
    }

    /** {@return a producer whose body comes in two segments} */
    Attack honestBodies() {
        byte[] request = events(1);
        int half = request.length / 2;
        return Attack.opening("honest bodies", connection -> Arrays.copyOf(request, half)).unanswered()
                .repeating(Arrays.copyOfRange(request, half, request.length), 1, SOON);
    }

    /** {@return a reader that does nothing wrong} */
    Attack honestStream() {
        return Attack.opening("honest stream", connection -> Wire.get(server, EventStreamReader.PATH));
    }

    /** {@return a producer of so many events that a stalled stream fills up} */
    Attack eventFlood() {
        byte[] request = events(50);
        return Attack.opening("event flood", connection -> request)
                .repeating(request, Integer.MAX_VALUE, Duration.ofMillis(250));
    }

    private byte[] events(int number) {
        String event = "{\"event_type\":\"cache.rebuild\",\"data\":{\"pad\":\"" + "x".repeat(4_000) + "\"}}";
        String body = "[" + String.join(",", Collections.nCopies(number, event)) + "]";
        return Wire.post(server, Api.ROOT + "/events", body.length(), body);
    }

    /** {@return the first frame in one segment with the handshake} */
    Attack earlyFrame() {
        byte[] frame = Wire.text(Messages.PING);
        return Attack.opening("early frame", connection -> Wire.joined(handshake(connection), frame));
    }

    /** {@return the first frame in a segment of its own, before the handshake was answered} */
    Attack earlySegment() {
        return Attack.opening("early segment", this::handshake).then(Wire.text(Messages.PING)).unanswered();
    }

    /** {@return characters that are not allowed in a query, and a frame} */
    Attack rawQuery() {
        return Attack.opening("raw query", connection -> Wire.handshake(server, anyAddress(connection)
                + (connection % 3 == 0 ? "" : "?a=") + RAW.get(connection % RAW.size()) + "42"))
                .then(Wire.text(Messages.PING));
    }

    /** {@return a frame of 4 MiB, nearly all of it} */
    Attack halfFrame() {
        return Attack.opening("half frame", this::handshake).then(Wire.declaring(DECLARED, ascii(DECLARED - PIECE)));
    }

    /** {@return a frame of the largest size that is accepted, without its last bytes} */
    Attack smallHalfFrame() {
        return Attack.opening("small half frame", this::handshake).then(Wire.declaring(PIECE, ascii(PIECE - 16)));
    }

    /** {@return a message of fragments that does not end} */
    Attack endlessFragments() {
        byte[] more = Wire.repeated(Wire.fragment(Wire.CONTINUATION, ascii(PIECE / 4)), 4);
        return Attack.opening("endless fragments", this::handshake).then(Wire.fragment(Wire.TEXT, ascii(1)))
                .repeating(more, Integer.MAX_VALUE, SOON);
    }

    /** {@return a message of empty fragments that does not end} */
    Attack emptyFragments() {
        byte[] more = Wire.repeated(Wire.fragment(Wire.CONTINUATION, ascii(0)), 500);
        return Attack.opening("empty fragments", this::handshake).then(Wire.fragment(Wire.TEXT, ascii(1)))
                .repeating(more, Integer.MAX_VALUE, SOON);
    }

    /** {@return pings whose pongs are never read} */
    Attack unreadPings() {
        byte[] pings = Wire.repeated(Wire.whole(Wire.PING, ascii(125)), 500);
        return Attack.opening("unread pings", this::handshake).repeating(pings, Integer.MAX_VALUE, SOON).unread();
    }

    /** {@return messages whose responses are never read} */
    Attack unreadMessages() {
        byte[] texts = Wire.repeated(Wire.text(Messages.PING), 100);
        return Attack.opening("unread messages", this::handshake).repeating(texts, Integer.MAX_VALUE, SOON).unread();
    }

    /** {@return a body of which one byte comes} */
    Attack slowBody() {
        return Attack.opening("slow body", this::slowBody);
    }

    /** {@return a body that comes byte by byte} */
    Attack drippingBody() {
        return Attack.opening("dripping body", this::slowBody).unanswered()
                .repeating(Wire.bytes(" "), Integer.MAX_VALUE, Duration.ofSeconds(1));
    }

    private byte[] slowBody(int connection) {
        return Wire.post(server, connection % 2 == 0 ? Api.ROOT + "/events" : "/api/v2/drift/status", 2_000, "[");
    }

    /** {@return a handshake that comes byte by byte} */
    Attack slowHandshake() {
        return Attack.opening("slow handshake", connection -> Arrays.copyOf(handshake(connection), 60)).unanswered()
                .repeating(Wire.bytes("x"), Integer.MAX_VALUE, Duration.ofSeconds(1));
    }

    /** {@return a reader of the events that reads none} */
    Attack stalledStream() {
        return honestStream().unread();
    }

    /** {@return a frame without a mask} */
    Attack unmaskedFrame() {
        return Attack.opening("unmasked frame", this::handshake).then(Wire.unmasked(Messages.PING));
    }

    /** {@return a length of 63 bits} */
    Attack enormousLength() {
        return Attack.opening("enormous length", this::handshake)
                .then(Wire.declaring(Long.MAX_VALUE - 5, ascii(100)));
    }

    /** {@return a length whose first bit is set} */
    Attack negativeLength() {
        return Attack.opening("negative length", this::handshake)
                .then(Wire.declaring(Long.MIN_VALUE + 5, ascii(100)));
    }

    /** {@return a peer that resets its connection soon after the 101} */
    Attack resetAfterHandshake() {
        return Attack.opening("reset", this::handshake).staying(SOON).resetting();
    }

    private static byte[] ascii(int length) {
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) 'x');
        return text;
    }
}
