package io.wirescope.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutgoingTextTest {

    @ParameterizedTest
    @CsvSource({"0, 2", "125, 2", "126, 4", "65535, 4", "65536, 10", "1048576, 10"})
    void theHeaderIsAsShortAsTheLengthAllows(int length, int header) {
        byte[] frame = OutgoingText.of("x".repeat(length)).frame();

        assertThat(frame).hasSize(header + length);
        assertThat(frame[0]).isEqualTo((byte) 0x81);
        ByteBuffer announced = ByteBuffer.wrap(frame, 2, 8 < frame.length - 2 ? 8 : frame.length - 2);
        switch (header) {
            case 2 -> assertThat(frame[1]).isEqualTo((byte) length);
            case 4 -> {
                assertThat(frame[1]).isEqualTo((byte) 126);
                assertThat(Short.toUnsignedInt(announced.getShort())).isEqualTo(length);
            }
            default -> {
                assertThat(frame[1]).isEqualTo((byte) 127);
                assertThat(announced.getLong()).isEqualTo(length);
            }
        }
    }

    @Property
    void thePayloadIsTheTextInUtf8(@ForAll String text) {
        OutgoingText outgoing = OutgoingText.shared(text);
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = outgoing.frame();

        assertThat(Arrays.copyOfRange(frame, frame.length - payload.length, frame.length)).isEqualTo(payload);
        assertThat(outgoing.text()).isEqualTo(text);
    }

    @Test
    void aSharedFrameIsMadeOnceForReceiversThatAreServedTogether() {
        OutgoingText shared = OutgoingText.shared("for all");
        byte[] first = shared.frame();

        assertThat(shared.frame()).isSameAs(first);
    }
}
