package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTotalTest {

    private final HistoryTotal total = new HistoryTotal(1000);
    private int searches;

    private void giveUp(int times) {
        IntStream.range(0, times).forEach(i -> total.giveUpIdle(this::none, 100));
    }

    private List<Channel> none() {
        searches++;
        return List.of();
    }

    @Test
    void nobodyIsSearchedForWithinTheBound() {
        total.add(1000);
        giveUp(100);

        assertThat(searches).isZero();
    }

    @Test
    void whereNothingWasFoundOneMessageOfATenthOfTheChannelsPaysForASearch() {
        total.add(1001);
        giveUp(1);
        assertThat(searches).isEqualTo(1);
        giveUp(9);
        assertThat(searches).isEqualTo(1);
        giveUp(91);
        assertThat(searches).isEqualTo(11);
    }
}
