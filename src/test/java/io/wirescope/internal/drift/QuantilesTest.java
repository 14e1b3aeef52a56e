package io.wirescope.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    private static int[] counts(double[] values, double[] edges) {
        Bins bins = new Bins(new String[] {"x"}, new double[][] {edges}, new String[1][]);
        int[] counts = new int[edges.length + 1];
        DoubleStream.of(values).forEach(value -> counts[bins.cell(0, value, null)]++);
        return counts;
    }

    @Test
    void differentValuesAreCutIntoTenBinsOfAsMany() {
        double[] values = IntStream.range(0, 5000).mapToDouble(i -> i * 0.1).toArray();
        assertThat(counts(values, Quantiles.edges(values))).hasSize(10).containsOnly(500);
    }

    @Test
    void aHeavyValueHasABinOfItsOwn() {
        Random random = new Random(1);
        double[] values = IntStream.range(0, 5000).mapToDouble(i -> i % 3 == 0 ? 0 : random.nextGaussian()).sorted().toArray();
        double[] edges = Quantiles.edges(values);
        int zero = Arrays.binarySearch(edges, 0.0);
        assertThat(edges[zero + 1]).isEqualTo(Double.MIN_VALUE);
        assertThat(counts(values, edges)[zero + 1]).isEqualTo(1667);
    }

    @Property
    void edgesAscendAndNoBinOfLightValuesIsLarge(
            @ForAll @Size(min = 1, max = 300) double @DoubleRange(min = -5, max = 5) [] values) {
        double[] rounded = DoubleStream.of(values).map(value -> Math.rint(value * 4) / 4).sorted().toArray();
        double[] edges = Quantiles.edges(rounded);
        assertThat(edges).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(18);
        int[] counts = counts(rounded, edges);
        assertThat(IntStream.of(counts).sum()).isEqualTo(rounded.length);
        for (int i = 1; i < edges.length; i++) {
            boolean alone = edges[i] == Math.nextUp(edges[i - 1]);
            assertThat(alone || counts[i] * 10L <= 2L * rounded.length + 20).isTrue();
        }
    }
}
