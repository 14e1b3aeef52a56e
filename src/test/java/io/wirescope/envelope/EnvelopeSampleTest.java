package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The codec's verdict on the samples that the schema and the clients are held against too. */
class EnvelopeSampleTest {

    private static final String SAMPLE = "io.wirescope.envelope.EnvelopeSample";

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();

    @ParameterizedTest
    @MethodSource({SAMPLE + "#good", SAMPLE + "#badFromServer"})
    void takesWhatIsAnEnvelope(EnvelopeSample sample) throws Exception {
        assertThat(CODEC.read(sample.text())).isInstanceOf(EnvelopedMessage.class);
    }

    @ParameterizedTest
    @MethodSource(SAMPLE + "#bad")
    void namesTheMemberOfABadOne(EnvelopeSample sample) throws Exception {
        if (sample.from().equals("client")) {
            assertThat(CODEC.read(sample.text())).isInstanceOf(LegacyMessage.class);
            assertThat(sample.member()).isEqualTo("envelope_version");
            return;
        }
        InvalidMessageException refusal =
                assertThrows(InvalidMessageException.class, () -> CODEC.read(sample.text()));

        assertThat(refusal.details().getString("member", "")).isEqualTo(sample.member());
    }

    @ParameterizedTest
    @MethodSource(SAMPLE + "#beyondSchema")
    void refusesWhatASchemaCannot(EnvelopeSample sample) {
        assertThrows(InvalidMessageException.class, () -> CODEC.read(sample.text()));
    }
}
