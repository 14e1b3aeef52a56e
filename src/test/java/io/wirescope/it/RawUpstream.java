package io.wirescope.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An application that breaks HTTP: by the last word of the message's type. */
final class RawUpstream implements AutoCloseable {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    RawUpstream() throws IOException {
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/";
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            threads.shutdown(); // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String type = readType(socket);
            OutputStream out = socket.getOutputStream();
            switch (type) {
                case "raw.reset" -> socket.setSoLinger(true, 0);
                case "raw.half" -> write(out, HEAD + "Content-Length: 100\r\n\r\n{\"half\":");
                case "raw.garbage" -> write(out, "no HTTP at all\r\n\r\n");
                case "raw.endless" -> writeEndlessly(out, HEAD + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n", 20);
                case "raw.oversized" -> writeEndlessly(out, HEAD + "Content-Length: 100000000\r\n\r\n", " ".repeat(65536), 0);
                case "raw.headers" -> writeEndlessly(out, HEAD, "X-More: and more\r\n", 20);
                default -> socket.getInputStream().read(); // hangs until the gateway gives up
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt(); // the gateway has cut it, or the test has ended
        }
    }

    private static String readType(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String type = "";
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            String[] header = line.toLowerCase(Locale.ROOT).split(": ", 2);
            if (header[0].equals("ce-type")) {
                type = header[1];
            } else if (header[0].equals("content-length")) {
                length = Integer.parseInt(header[1].strip());
            }
        }
        in.skip(length);
        return type;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void writeEndlessly(OutputStream out, String start, String part, long pauseMillis)
            throws IOException, InterruptedException {
        write(out, start);
        Object pause = new Object();
        synchronized (pause) {
            while (true) {
                write(out, part);
                if (pauseMillis > 0) {
                    pause.wait(pauseMillis);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
