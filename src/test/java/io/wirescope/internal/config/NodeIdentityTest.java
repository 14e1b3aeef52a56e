package io.wirescope.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.IdSource;
import io.wirescope.event.MapSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdentityTest {

    private static NodeIdentity of(String... settings) {
        return new NodeIdentity(MapSettings.with(settings), IdSource.random());
    }

    @Test
    void aServerThatStandsAloneHasNoneAndItsIdsStayAsTheyAre() {
        NodeIdentity alone = of("wirescope.cluster.node-id", "a");

        assertThat(alone.id()).isEmpty();
        assertThat(alone.qualify("1")).isEqualTo("1");
        assertThat(NodeIdentity.nodeOf("1")).isEmpty();
    }

    @Test
    void theConfiguredIdPrefixes() {
        NodeIdentity node = of("wirescope.cluster.engine", "redis", "wirescope.cluster.node-id", "web-1.a_B");

        assertThat(node.qualify("1-2")).isEqualTo("web-1.a_B~1-2");
        assertThat(NodeIdentity.nodeOf("web-1.a_B~1-2")).contains("web-1.a_B");
    }

    @Test
    void theIdThatIsMadeEndsWithFourHexDigitsAndDiffersWithEachStart() {
        NodeIdentity one = of("wirescope.cluster.engine", "redis");
        NodeIdentity other = of("wirescope.cluster.engine", "redis");

        assertThat(one.id()).hasValueSatisfying(id -> assertThat(id).matches("[A-Za-z0-9][A-Za-z0-9._-]*-[0-9a-f]{4}"));
        assertThat(one.id()).isNotEqualTo(other.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a~b", "-a", "a:b", "ü", "a,b",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void anIdThatIsNotValidStopsTheStart(String id) {
        assertThatThrownBy(() -> of("wirescope.cluster.engine", "redis", "wirescope.cluster.node-id", id))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.cluster.node-id").hasMessageContaining(id);
    }
}
