package io.wirescope.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftFilesTest {

    private static final Function<JsonObject, ModelState> READING = json -> DriftStateJson.read(json, 200);

    @TempDir
    private Path directory;

    private Path below() {
        return directory.resolve("state");
    }

    private DriftFiles files() {
        return new DriftFiles(below());
    }

    private static JsonObject text(String text) {
        return JsonFormat.object().add("text", text).build();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> found = Files.list(below())) {
            return found.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void whatIsSavedIsLoadedAndNothingElseLeft() throws IOException {
        assertThat(files().load(json -> json)).isEmpty();
        files().save(new ModelKey("a/../b", null), text("one"));
        files().save(new ModelKey("a/../b", "1"), text("two"));
        files().save(new ModelKey("a/../b", "1"), text("three"));
        assertThat(files().load(json -> json.getString("text"))).containsExactlyInAnyOrder("one", "three");
        assertThat(names()).hasSize(2).allMatch(name -> name.matches("[0-9a-f]{32}\\.drift\\.json"));

        files().delete(new ModelKey("a/../b", "1"));
        files().delete(new ModelKey("never", null));
        assertThat(files().load(json -> json.getString("text"))).containsExactly("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"format\": 2}", "{\"format\": 1, \"model\": \"m\"}", "\0\0\0"})
    void aFileThatIsBrokenIsSetAsideAndTheOthersAreRead(String text) throws IOException {
        WatchedModel model = new WatchedModel();
        model.count(JsonFormat.object().add("age", 1).build());
        files().save(WatchedModel.KEY, DriftStateJson.write(model.drift().state()));
        Path broken = below().resolve("0.drift.json");
        Files.writeString(broken, text);

        assertThat(files().load(READING)).extracting(ModelState::key).containsExactly(WatchedModel.KEY);
        assertThat(broken).doesNotExist();
        assertThat(below().resolve("0.drift.json.unreadable")).hasContent(text);
    }

    @Test
    void aFileWithBytesThatAreNoTextIsSetAside() throws IOException {
        Files.createDirectories(below());
        Files.write(below().resolve("0.drift.json"), new byte[] {'{', (byte) 0xff, '}'});
        assertThat(files().load(READING)).isEmpty();
        assertThat(names()).containsExactly("0.drift.json.unreadable");
    }

    @Test
    void aFileThatWasCutOffWhileWrittenIsPassedOver() throws IOException {
        files().save(WatchedModel.KEY, text("whole"));
        Files.writeString(below().resolve(names().get(0) + ".new"), "{\"te");
        assertThat(files().load(json -> json.getString("text"))).containsExactly("whole");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsReported() throws IOException {
        Files.writeString(below(), "a file");
        assertThatThrownBy(() -> files().save(WatchedModel.KEY, text("x"))).isInstanceOf(IOException.class);
        assertThat(files().load(json -> json)).isEmpty();
    }
}
