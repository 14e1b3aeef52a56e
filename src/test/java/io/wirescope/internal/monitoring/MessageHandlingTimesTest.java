package io.wirescope.internal.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Protocol;
import org.junit.jupiter.api.Test;

class MessageHandlingTimesTest {

    @Test
    void countsEachProtocolForItself() {
        MessageHandlingTimes times = new MessageHandlingTimes();

        times.handled(Protocol.ENVELOPE, 12_000);
        times.handled(Protocol.ENVELOPE, 30_000);
        times.handled(Protocol.RAW, 5_000);

        assertThat(times.cumulative(Protocol.ENVELOPE)).startsWith(0, 1, 2, 2).endsWith(2);
        assertThat(times.cumulative(Protocol.RAW)).containsOnly(1);
        assertThat(times.micros(Protocol.ENVELOPE)).isEqualTo(42);
        assertThat(times.micros(Protocol.RAW)).isEqualTo(5);
    }
}
