package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That another application can be built against the jar of the WAR's classes (classifier {@code classes}). */
class LibraryIT {

    private static final String CONSUMER = """
            package consumer;

            import io.wirescope.delivery.Broadcaster;
            import io.wirescope.envelope.Envelope;
            import io.wirescope.envelope.EnvelopeCodec;
            import io.wirescope.event.EventContext;
            import io.wirescope.event.EventOf;
            import io.wirescope.event.ObservabilityEvent;
            import io.wirescope.event.ObservabilityEventBus;
            import io.wirescope.upstream.ClientMessage;
            import io.wirescope.upstream.Handles;
            import io.wirescope.upstream.MessageHandler;
            import jakarta.enterprise.context.ApplicationScoped;
            import jakarta.enterprise.event.Observes;
            import jakarta.inject.Inject;
            import jakarta.json.JsonValue;
            import java.util.function.Supplier;

            @ApplicationScoped
            public class Consumer implements Supplier<String> {

                @Inject
                ObservabilityEventBus bus;

                @Inject
                Broadcaster broadcaster;

                void onDrift(@Observes @EventOf("drift.status") ObservabilityEvent event) {
                    bus.publish("inference.audit", EventContext.of("consumer"), JsonValue.EMPTY_JSON_OBJECT);
                    broadcaster.toClient("alice", "notice", JsonValue.EMPTY_JSON_OBJECT);
                }

                @Handles("order.*")
                public static class Orders implements MessageHandler {

                    @Override
                    public Object handle(ClientMessage message) {
                        return message.payload();
                    }
                }

                @Override
                public String get() {
                    try {
                        return new EnvelopeCodec().read("{\\"envelope_version\\": " + Envelope.VERSION + ", \\"type\\": \\"ping\\","
                                + " \\"timestamp\\": \\"2025-08-16T01:36:59Z\\", \\"payload\\": {}}").type();
                    } catch (io.wirescope.envelope.InvalidMessageException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            """;

    @TempDir
    private Path classes;

    @Test
    void anApplicationCompilesAgainstItAndRuns() throws Exception {
        String library = System.getProperty("wirescope.classes");
        assertThat(Path.of(library)).exists();
        List<String> platform = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar")).toList(); // without target/classes, or it would prove nothing
        StringWriter told = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(told, null, null, List.of("-proc:none", "-d", classes.toString(),
                "-classpath", Stream.concat(Stream.of(library), platform.stream())
                        .collect(Collectors.joining(File.pathSeparator))), null, List.of(new Source())).call();
        assertThat(compiled).as(told.toString()).isTrue();

        try (URLClassLoader loader = new URLClassLoader(Stream.concat(Stream.of(classes.toString(), library),
                platform.stream()).map(LibraryIT::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader); // where JSON-P looks for its provider
            Object consumer = loader.loadClass("consumer.Consumer").getConstructor().newInstance();
            assertThat(consumer.getClass().getMethod("get").invoke(consumer)).isEqualTo("ping");
        } finally {
            Thread.currentThread().setContextClassLoader(LibraryIT.class.getClassLoader());
        }
    }

    private static URL url(String entry) {
        try {
            Path path = Path.of(entry);
            assertThat(Files.exists(path)).as(entry).isTrue();
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        Source() {
            super(URI.create("string:///consumer/Consumer.java"), Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return CONSUMER;
        }
    }
}
