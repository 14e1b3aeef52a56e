package io.wirescope.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A WAR of the bare endpoints, made of this benchmark's own classes. */
final class BareWar {

    private static final List<String> CLASSES = List.of("BareEcho", "BareBroadcast", "BareSend", "QuietTimer",
            "WorkingEcho", "WorkingBroadcast", "WorkingSend", "Work", "Work$Noted");

    private BareWar() {
    }

    /** Writes it into a folder. */
    static Path write(Path folder) throws IOException {
        Path war = folder.resolve("bare.war");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(war))) {
            for (String name : CLASSES) {
                String path = "io/wirescope/bench/load/bare/" + name + ".class";
                out.putNextEntry(new JarEntry("WEB-INF/classes/" + path));
                try (InputStream in = BareWar.class.getClassLoader().getResourceAsStream(path)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
        return war;
    }
}
