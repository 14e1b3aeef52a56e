package io.wirescope.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;

/** The shipped WAR with a handler that answers at once. */
final class HandlerWar {

    private static final String CLASS = "io/wirescope/bench/load/bare/EchoHandler.class";

    private HandlerWar() {
    }

    /** Writes it beside the shipped WAR. */
    static Path write(Path folder) throws IOException {
        Path war = folder.resolve("wirescope-handler.war");
        try (JarInputStream shipped = new JarInputStream(Files.newInputStream(folder.resolve("wirescope.war")));
                OutputStream file = Files.newOutputStream(war);
                JarOutputStream out = new JarOutputStream(file);
                InputStream handler = HandlerWar.class.getClassLoader().getResourceAsStream(CLASS)) {
            for (JarEntry entry = shipped.getNextJarEntry(); entry != null; entry = shipped.getNextJarEntry()) {
                out.putNextEntry(new JarEntry(entry.getName()));
                shipped.transferTo(out);
                out.closeEntry();
            }
            out.putNextEntry(new JarEntry("WEB-INF/classes/" + CLASS));
            handler.transferTo(out);
            out.closeEntry();
        }
        return war;
    }
}
