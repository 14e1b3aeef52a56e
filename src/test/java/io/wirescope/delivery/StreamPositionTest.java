package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPositionTest {

    @Test
    void aPositionNamesItsChannelWhateverStandsInTheName() {
        assertThat(ChannelPosition.parse("broadcast@e1:7"))
                .contains(new ChannelPosition("broadcast", new StreamPosition("e1", 7)));
        assertThat(ChannelPosition.parse("client:a@b.c:d@e1:9223372036854775807"))
                .contains(new ChannelPosition("client:a@b.c:d", new StreamPosition("e1", Long.MAX_VALUE)));
        assertThat(ChannelPosition.parse("events:*@e1:0"))
                .contains(new ChannelPosition("events:*", new StreamPosition("e1", 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "broadcast", "broadcast@", "broadcast@7", "broadcast@:7", "broadcast@e1:",
            "broadcast@e1:-1", "broadcast@e1:+1", "broadcast@e1:1.0", "broadcast@e1:9223372036854775808",
            "broadcast@e1:99999999999999999999", "broadcast@e1:\u0661", "@e1:7"})
    void whatIsNoPositionIsNone(String text) {
        assertThat(ChannelPosition.parse(text)).isEmpty();
    }
}
