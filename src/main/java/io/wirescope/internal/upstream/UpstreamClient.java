package io.wirescope.internal.upstream;

import io.wirescope.internal.config.Settings;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP client of all upstreams, with a few threads that only work when something comes in. They are its own: the
 * container's executors copy contexts for each of the client's steps, which took longer than the steps. Made when the first
 * HTTP upstream needs it. Thread-safe.
 */
final class UpstreamClient implements AutoCloseable {

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ThreadPoolExecutor executor;
    private final HttpClient client;

    /**
     * @param settings has {@code wirescope.upstream.*}
     * @throws io.wirescope.internal.config.InvalidSettingException when one can't be used
     */
    UpstreamClient(Settings settings) {
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "wirescope-upstream-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(executor)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.duration("wirescope.upstream.connect-timeout", Duration.ofMillis(1),
                        Duration.ofMinutes(1)));
        TrustStore.from(settings).ifPresent(builder::sslContext);
        client = builder.build();
    }

    HttpClient client() {
        return client;
    }

    Executor executor() {
        return executor;
    }

    /** Ends the threads once what they have has been done. The client's own ends when it is garbage. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
