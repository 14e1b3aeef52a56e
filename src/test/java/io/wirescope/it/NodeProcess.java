package io.wirescope.it;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A program that runs in Node and prints JSON objects, one a line; whatever else it prints is kept for errors. */
final class NodeProcess implements AutoCloseable {

    /** The first version that has a WebSocket without being asked for one. */
    private static final int WEB_SOCKET = 22;

    private final Process process;
    private final Queue<JsonObject> said = new ConcurrentLinkedQueue<>();
    private final Queue<String> noise = new ConcurrentLinkedQueue<>();

    private NodeProcess(Process process) {
        this.process = process;
    }

    /** Starts a program. */
    static NodeProcess start(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("node"));
        if (version() < WEB_SOCKET) {
            command.add("--experimental-websocket");
        }
        command.add(script);
        command.addAll(List.of(arguments));
        NodeProcess node = new NodeProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
        Thread reader = new Thread(node::read, "node");
        reader.setDaemon(true);
        reader.start();
        return node;
    }

    private static int version() throws Exception {
        Process process = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return Integer.parseInt(printed.substring(1, printed.indexOf('.')));
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("{")) {
                    said.add(Answer.parse(line));
                } else {
                    noise.add(line);
                }
            }
        } catch (IOException e) {
            noise.add(e.toString());
        }
    }

    /** {@return what it has said of an event so far} */
    List<JsonObject> said(String event) {
        return said.stream().filter(object -> object.getString("event").equals(event)).toList();
    }

    /** Waits until it has said something of an event as often as that; fails where it ends before. */
    List<JsonObject> awaitSaid(String event, int times, Duration patience) throws Exception {
        return Api.await(patience, () -> {
            boolean alive = process.isAlive(); // before the look at what it said
            List<JsonObject> found = said(event);
            if (!alive && found.size() < times && process.exitValue() != 0) {
                throw new AssertionError("node ended: " + String.join("\n", noise));
            }
            return found;
        }, found -> found.size() >= times);
    }

    /** Waits for its end. {@return its exit value} */
    int awaitEnd(Duration patience) throws Exception {
        return process.waitFor(patience.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** {@return what it printed besides objects} */
    List<String> noise() {
        return List.copyOf(noise);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
