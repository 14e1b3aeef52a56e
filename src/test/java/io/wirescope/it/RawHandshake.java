package io.wirescope.it;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A handshake written byte for byte. HTTP clients hide the body of a refused upgrade, and would not
 * send half of what is tried here.
 */
final class RawHandshake {

    private static final int PATIENCE_MILLIS = 20_000;

    private final URI server;
    private final String target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final StringBuilder moreLines = new StringBuilder();
    private String method = "GET";
    private String version = "HTTP/1.1";
    private int receiveBuffer;
    private byte[] early = {};
    private Duration earlyAfter = Duration.ZERO;

    private RawHandshake(URI server, String target) {
        this.server = server;
        this.target = target;
        headers.put("Host", server.getHost() + ":" + server.getPort());
    }

    /** {@return a handshake that is right but for its target} */
    static RawHandshake upgrade(URI server, String target) {
        return new RawHandshake(server, target)
                .header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    /** {@return a request that asks for no upgrade} */
    static RawHandshake plain(URI server, String target) {
        return new RawHandshake(server, target).header("Connection", "close");
    }

    RawHandshake method(String name) {
        method = name;
        return this;
    }

    /** Sets the version of HTTP, as in the request line. */
    RawHandshake version(String name) {
        version = name;
        return this;
    }

    /** Sets a header, in place of one with the same name. */
    RawHandshake header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds a line behind all others; a header of that name may be there already. */
    RawHandshake line(String name, String value) {
        moreLines.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /** Sets how much the client's host takes in for a client that does not read. */
    RawHandshake receiveBuffer(int bytes) {
        receiveBuffer = bytes;
        return this;
    }

    /** Sends bytes behind the handshake without waiting for its answer: in the same segment, or a time after it. */
    RawHandshake followedBy(byte[] bytes, Duration after) {
        early = bytes;
        earlyAfter = after;
        return this;
    }

    RawHandshake without(String name) {
        headers.remove(name);
        return this;
    }

    /** {@return the answer of a handshake that is to be refused} */
    Answer refusal() throws IOException {
        try (Socket socket = send()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Head head = readHead(in);
            byte[] body = head.header("Content-Length") == null ? in.readAllBytes()
                    : in.readNBytes(Integer.parseInt(head.header("Content-Length")));
            return Answer.of(head.status, head.headers, new String(body, StandardCharsets.UTF_8));
        }
    }

    /** {@return the status and headers, whatever they are; the connection is given up} */
    Head head() throws IOException {
        try (Socket socket = send()) {
            return readHead(socket.getInputStream());
        }
    }

    /** {@return the connection of a handshake that is to succeed, for frames written byte for byte} */
    RawFrames open() throws IOException {
        Socket socket = send();
        Head head = readHead(socket.getInputStream());
        if (head.status != 101) {
            socket.close();
            throw new AssertionError("refused with " + head);
        }
        return new RawFrames(socket);
    }

    /** Sends the handshake and leaves without reading the answer: with a reset, or an orderly end. */
    void abandon(boolean reset) throws IOException {
        try (Socket socket = send()) {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        }
    }

    /** {@return what is sent, to be sent in pieces} */
    byte[] bytes() {
        StringBuilder text = new StringBuilder(method).append(' ').append(target).append(' ').append(version)
                .append("\r\n");
        headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append(moreLines).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The status and headers of an answer. */
    record Head(int status, HttpHeaders headers) {

        String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    private Socket send() throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.setSoTimeout(PATIENCE_MILLIS);
        byte[] head = bytes();
        OutputStream out = socket.getOutputStream();
        if (earlyAfter.isZero()) {
            out.write(ByteBuffer.allocate(head.length + early.length).put(head).put(early).array());
        } else {
            out.write(head);
            LockSupport.parkNanos(earlyAfter.toNanos());
            out.write(early);
        }
        return socket;
    }

    // Byte by byte, for a frame may follow at once.
    private static Head readHead(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed after " + text);
            }
            text.append((char) next);
        }
        String[] lines = text.toString().split("\r\n");
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.computeIfAbsent(lines[i].substring(0, colon), name -> new ArrayList<>())
                    .add(lines[i].substring(colon + 1).strip());
        }
        return new Head(Integer.parseInt(lines[0].split(" ")[1]), HttpHeaders.of(headers, (name, value) -> true));
    }
}
