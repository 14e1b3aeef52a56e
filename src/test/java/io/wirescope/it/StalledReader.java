package io.wirescope.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reader of a stream that reads nothing until it is resumed. */
final class StalledReader implements AutoCloseable {

    private static final Pattern GAP = Pattern.compile("data: \\{\"first\":(\\d+),\"last\":(\\d+)}");

    /**
     * What was read at last.
     *
     * @param first  the id of the greeting
     * @param last   the last id
     * @param events how many events
     * @param gaps   how many gaps
     * @param lost   how many events the gaps say are lost
     * @param bytes  how many bytes all that was
     */
    record Read(long first, long last, long events, long gaps, long lost, long bytes) {

        Read and(String line) {
            long size = bytes + line.length() + 1;
            Matcher gap = GAP.matcher(line);
            if (gap.matches()) {
                long missing = Long.parseLong(gap.group(2)) - Long.parseLong(gap.group(1)) + 1;
                return new Read(first, last, events, gaps + 1, lost + missing, size);
            }
            if (line.startsWith("id: ")) {
                long at = Long.parseLong(line.substring("id: ".length()));
                return new Read(first < 0 ? at : first, at, events, gaps, lost, size);
            }
            return new Read(first, last, line.startsWith("data: ") ? events + 1 : events, gaps, lost, size);
        }
    }

    private final Socket socket;

    private StalledReader(Socket socket) {
        this.socket = socket;
    }

    static StalledReader open(URI server, String target) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.getOutputStream().write(("GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().read() < 0) {
            throw new IOException("no answer");
        }
        return new StalledReader(socket);
    }

    /** Reads on, up to an event or a gap with this id or a later one. */
    Read readUntil(long id) throws IOException {
        Read read = new Read(-1, -1, 0, 0, 0, 0);
        socket.setReceiveBufferSize(1 << 20); // or what has waited takes seconds to come
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            boolean inFrame = true;
            while (read.last < id || inFrame) {
                String line = in.readLine();
                if (line == null) {
                    throw new IOException("ended after " + read);
                }
                read = read.and(line);
                inFrame = !line.isEmpty();
            }
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
