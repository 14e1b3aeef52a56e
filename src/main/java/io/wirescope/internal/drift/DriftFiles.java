package io.wirescope.internal.drift;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Keeps the state of each model in a file of its own in one directory, which is for one server. A file is written beside the
 * old one and then takes its place, so that a server that is killed leaves either of them whole. For one thread at a time.
 */
final class DriftFiles implements DriftStore {

    private static final Logger LOG = Logger.getLogger(DriftFiles.class.getName());
    private static final String SUFFIX = ".drift.json";
    private static final String UNREADABLE = ".unreadable";

    private final Path directory;

    /** @param directory is made with the first file */
    DriftFiles(Path directory) {
        this.directory = directory;
    }

    @Override
    public <T> List<T> load(Function<JsonObject, T> reading) {
        List<T> states = new ArrayList<>();
        if (!Files.exists(directory)) {
            return states;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted()
                    .forEach(file -> read(file, reading).ifPresent(states::add));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "State of drift could not be read directory=" + directory, e);
        }
        return states;
    }

    private static <T> Optional<T> read(Path file, Function<JsonObject, T> reading) {
        try {
            JsonValue value = JsonFormat.read(Files.readString(file));
            if (value instanceof JsonObject object) {
                return Optional.of(reading.apply(object));
            }
            setAside(file, "it is no JSON object");
        } catch (MalformedJsonException | InvalidFieldException | IOException e) { // bytes that are no UTF-8 among them
            setAside(file, e.toString());
        }
        return Optional.empty();
    }

    private static void setAside(Path file, String reason) {
        LOG.warning(() -> "State of a model's drift can't be read, it begins anew file=" + file + " reason=" + reason);
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + UNREADABLE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "File could not be set aside file=" + file, e);
        }
    }

    @Override
    public void save(ModelKey key, JsonObject state) throws IOException {
        Files.createDirectories(directory);
        Path file = file(key);
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(JsonFormat.write(state).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(ModelKey key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    // A name may have any characters, and any case.
    private Path file(ModelKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest((key.model() + '\0'
                    + (key.version() == null ? "" : key.version())).getBytes(StandardCharsets.UTF_8));
            return directory.resolve(HexFormat.of().formatHex(digest, 0, 16) + SUFFIX);
        } catch (NoSuchAlgorithmException e) { // every JDK has it
            throw new IllegalStateException(e);
        }
    }
}
