package io.wirescope.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Calls an upstream without a gateway, as often as its answers come: a process of its own on the core that a server has
 * otherwise, with as many threads as the gateway's client has there. By default {@link HttpClient} makes a thread for each
 * step that finds none idle: 1,600 with 800 calls under way, which halves its rate.
 */
final class DirectCalls {

    private static final String PAYLOAD = "{\"k\":0,\"filling\":\"" + "x".repeat(100) + "\"}";

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newFixedThreadPool(THREADS)).build();
    private final HttpRequest request;
    private final LongAdder answers = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Histogram micros = new SynchronizedHistogram(60_000_000L, 3);

    private DirectCalls(URI url) {
        this.request = HttpRequest.newBuilder(url).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PAYLOAD)).build();
    }

    /** Runs it in a process of its own, once it gets no faster. */
    static Outcome run(URI url, int concurrency, int seconds) throws Exception {
        List<String> command = new ArrayList<>(LoadServer.firstCore());
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-cp",
                System.getProperty("java.class.path"), DirectCalls.class.getName(), url.toString(),
                Integer.toString(concurrency), Integer.toString(seconds)));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            return read(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } finally {
            process.destroy();
        }
    }

    private static Outcome read(String printed) throws IOException, DataFormatException {
        String[] words = printed.strip().split(" ");
        if (words.length != 3) {
            throw new IOException("no figures: " + printed);
        }
        return new Outcome(Double.parseDouble(words[0]), Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(words[2])), 0), Long.parseLong(words[1]), 0);
    }

    /** Prints the rate, how many were lost, and the histogram. Arguments: {@code URL CONCURRENCY SECONDS}. */
    public static void main(String[] arguments) throws Exception {
        new DirectCalls(URI.create(arguments[0])).run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        System.exit(0);
    }

    private void run(int concurrency, int seconds) throws Exception {
        for (int i = 0; i < concurrency; i++) {
            call();
        }
        WarmUp.until(() -> {
            long before = answers.sum();
            TimeUnit.SECONDS.sleep(4);
            return (double) (answers.sum() - before);
        });
        micros.reset();
        long start = System.nanoTime();
        long before = answers.sum();
        TimeUnit.SECONDS.sleep(seconds);
        double perSecond = (answers.sum() - before) * 1e9 / (System.nanoTime() - start);
        over.set(true);
        Histogram counted = micros.copy();
        ByteBuffer encoded = ByteBuffer.allocate(counted.getNeededByteBufferCapacity());
        int length = counted.encodeIntoCompressedByteBuffer(encoded);
        System.out.println(perSecond + " " + lost.sum() + " "
                + Base64.getEncoder().encodeToString(Arrays.copyOf(encoded.array(), length)));
    }

    private void call() {
        long sent = System.nanoTime();
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).whenComplete((response, failure) -> {
            (failure == null ? answers : lost).increment();
            micros.recordValue(Math.min(60_000_000L, (System.nanoTime() - sent) / 1000));
            if (!over.get()) {
                call();
            }
        });
    }
}
