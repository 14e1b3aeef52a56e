package io.wirescope.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image that buildah has built from a Dockerfile of ours, over an empty stand-in for its base image, which can't
 * be pulled here: for the instructions that run something, and when the image is run, this machine's system and Java
 * take the base image's place. Everything else is the Dockerfile's own.
 *
 * @param store  buildah's storage, used by no other
 * @param root   the file system that the image holds
 * @param config its configuration, as Docker would see it
 */
record Image(Path store, Path root, JsonObject config) implements AutoCloseable {

    /** What this machine lends to the stand-in. */
    static final List<String> SYSTEM = List.of("/usr", "/bin", "/lib", "/lib64");

    private static final String NAME = "wirescope-under-test";

    /** Builds the image of a Dockerfile, in the top of the repository. */
    static Image build(Path dockerfile) throws Exception {
        Path store = Files.createTempDirectory("wirescope-images");
        try {
            buildah(store, "build", "--isolation", "chroot", "--tag", "docker.io/library/" + base(dockerfile),
                    standIn(store).toString());
            List<String> build = new ArrayList<>(List.of("build", "--format", "docker", "--isolation", "chroot",
                    "--pull-never", "--tag", NAME, "--file", dockerfile.toString()));
            SYSTEM.forEach(folder -> build.addAll(List.of("--volume", folder + ":" + folder + ":ro")));
            build.add(".");
            buildah(store, build.toArray(String[]::new));
            String container = lastLine(buildah(store, "from", "--pull-never", NAME));
            Path root = Path.of(lastLine(buildah(store, "mount", container)));
            JsonObject inspected = JsonParser.parseString(buildah(store, "inspect", "--type", "image", NAME))
                    .getAsJsonObject();
            return new Image(store, root, Yaml.at(inspected, "Docker", "config").getAsJsonObject());
        } catch (Exception | AssertionError e) {
            Folder.delete(store);
            throw e;
        }
    }

    /** {@return the name of the base image, which has a version} */
    static String base(Path dockerfile) throws IOException {
        try (Stream<String> lines = Files.lines(dockerfile)) {
            return lines.filter(line -> line.startsWith("FROM ")).map(line -> line.substring(5)).findFirst()
                    .orElseThrow();
        }
    }

    private static Path standIn(Path store) throws IOException {
        Path context = Files.createDirectory(store.resolve("stand-in"));
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                ENV JAVA_HOME=%s PATH=%1$s/bin:/usr/local/bin:/usr/bin:/bin
                """.formatted(Container.JAVA_HOME));
        return context;
    }

    private static String buildah(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("buildah", "--root", store.resolve("root").toString(),
                "--runroot", store.resolve("run").toString(), "--storage-driver", "vfs"));
        command.addAll(List.of(arguments));
        return Command.run(command.toArray(String[]::new));
    }

    private static String lastLine(String output) {
        String[] lines = output.strip().split("\n");
        return lines[lines.length - 1];
    }

    @Override
    public void close() throws IOException {
        Folder.delete(store);
    }
}
