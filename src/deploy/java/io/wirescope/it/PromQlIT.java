package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the other tests take for the names in a query. */
@Tag("deploy")
class PromQlIT {

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "up == 0 ; up ;",
        "sum by (job, le) (rate(a_bucket{x=\"y\"}[5m])) > 0.1 ; a_bucket{x=\"y\"} ; job,le",
        "sum(a) by (job) / on (job) group_left (name) b:c:d offset 5m ; a,b:c:d ; job,name",
        "histogram_quantile(0.99, sum(rate(a{x=~\"by|on\"}[1m]))) and on () time() > b * 1e3 ; a{x=~\"by|on\"},b ;",
        "absent(up{job=\"a\"} == 1) or vector(1) ; up{job=\"a\"} ;"})
    void namesAreDistinguishedFromTheRest(String expression, String selectors, String labels) {
        PromQl asked = PromQl.of(expression);
        assertThat(asked.selectors()).containsExactly(selectors.split(",(?![^{]*})"));
        assertThat(asked.labels()).isEqualTo(labels == null ? Set.of() : Set.of(labels.split(",")));
    }

    @Test
    void aSelectorHasANameAndAnEnd() {
        assertThatThrownBy(() -> PromQl.of("sum({job=\"a\"})")).hasMessageContaining("without a name");
        assertThatThrownBy(() -> PromQl.of("up{job=\"a\"")).hasMessageContaining("an open brace");
    }
}
