package io.wirescope.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An application of {@code deploy/examples}, started as its page says, on a free port. */
final class ExampleUpstream implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern ADDRESS = Pattern.compile("Upstream listens on (\\S+)");
    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "deploy/examples/Upstream.java");
    private static final List<String> NODE = List.of("node", "deploy/examples/upstream.mjs");

    private final Process process;
    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<URI> address = new CompletableFuture<>();

    private ExampleUpstream(Process process) {
        this.process = process;
    }

    /** Starts the example in Java. A secret that is empty is none. */
    static ExampleUpstream java(String secret) throws Exception {
        return start(JAVA, secret);
    }

    /** Starts the example in Node. A secret that is empty is none. */
    static ExampleUpstream node(String secret) throws Exception {
        return start(NODE, secret);
    }

    private static ExampleUpstream start(List<String> program, String secret) throws Exception {
        List<String> command = new ArrayList<>(program);
        command.add("0");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("UPSTREAM_SECRET", secret);
        ExampleUpstream example = new ExampleUpstream(builder.start());
        Thread reader = new Thread(example::read, "example");
        reader.setDaemon(true);
        reader.start();
        try {
            example.address.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            example.close();
            throw e;
        }
        return example;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
                Matcher found = ADDRESS.matcher(line);
                if (found.find()) {
                    address.complete(URI.create(found.group(1)));
                }
            }
        } catch (IOException e) {
            printed.add(e.toString());
        }
        address.completeExceptionally(new AssertionError("the example ended: " + printed));
    }

    /** {@return where it is} */
    URI address() {
        return address.join();
    }

    /** {@return the lines that it has printed so far} */
    List<String> printed() {
        return List.copyOf(printed);
    }

    /** Sends a request as the gateway would, with more headers or others. */
    HttpResponse<String> send(String method, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address()).timeout(PATIENCE)
                .setHeader("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
