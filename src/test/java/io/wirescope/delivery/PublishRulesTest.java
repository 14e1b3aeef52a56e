package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.connection.Role;
import io.wirescope.event.MapSettings;
import io.wirescope.internal.config.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where {@code wirescope.channels.publish} lets whom publish. */
class PublishRulesTest {

    private static PublishRules rules(String setting) {
        return PublishRules.from(MapSettings.with("wirescope.channels.publish", setting));
    }

    @Test
    void nobodyMayWhileTheSettingIsEmpty() {
        assertThat(rules("").isEmpty()).isTrue();
        assertThat(rules("news").isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "news, frontend, news, true", "news, frontend, newsroom, false", "news@admin, frontend, news, false",
        "news@admin, admin, news, true", "room.*, test, room.1, true", "room.*, test, room., true",
        "room.*, test, room, false", "'room.*@frontend+test', test, room.1, true",
        "'room.*@frontend+test', admin, room.1, false", "'a, b@admin', admin, b, true", "'a, b@admin', frontend, b, false",
        "team@acme@admin, admin, team@acme, true", "*, frontend, anything, true"})
    void aGrantIsOfAChannelOrAPrefixAndRoles(String setting, String role, String channel, boolean permitted) {
        assertThat(rules(setting).permit(Role.of(role).orElseThrow(), channel)).isEqualTo(permitted);
    }

    @ParameterizedTest
    @CsvSource({"*, broadcast", "b*, broadcast", "*, client:bob", "c*, client:bob", "*, role:admin", "*, events:*",
        "e*, events:drift.status"})
    void aPrefixOpensNoChannelThatReachesEverybodyOrOneClientUnlessItSaysSo(String setting, String channel) {
        assertThat(rules(setting).permit(Role.ADMIN, channel)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"broadcast, broadcast", "client:*, client:bob", "client:b*, client:bob", "client:bob, client:bob",
        "role:*, role:admin"})
    void oneThatSaysSoDoes(String setting, String channel) {
        assertThat(rules(setting).permit(Role.FRONTEND, channel)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"events:*", "events:drift.status", "events:drift*", "a*b", "**", "news@king", "news@", "@admin",
        "news@admin+", "role:king", "client:"})
    void whatCannotBeReadStopsTheStartAndNamesTheEntry(String setting) {
        assertThatThrownBy(() -> rules(setting)).isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("wirescope.channels.publish").hasMessageContaining(setting);
    }
}
