package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdSourceTest {

    private final IdSource ids = IdSource.random();

    @Test
    void givesANewRandomUuidEachTime() {
        assertThat(Stream.generate(ids::newId).limit(1000)).doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(4));
    }

    @Test
    void givesANewSpanOf16LowerHexDigitsEachTime() {
        assertThat(Stream.generate(ids::newSpan).limit(1000)).doesNotHaveDuplicates()
                .allSatisfy(span -> assertThat(span).matches("[0-9a-f]{16}"));
    }

    @Test
    void givesIdsThatAreFitForTheWire() {
        assertThat(ids.newId()).matches(Identifier::isValid);
    }
}
