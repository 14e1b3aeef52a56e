package io.wirescope.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.TestGateway;
import io.wirescope.legacy.LegacyPolicy;
import io.wirescope.legacy.LegacyUsage;
import org.junit.jupiter.api.Test;

/** What a handshake is answered before the upgrade. */
class HandshakeFilterTest {

    private TestGateway gateway;
    private LegacyUsage usage;
    private HandshakeFilter filter;
    private int upgrades;

    private void configure(String... settings) {
        gateway = new TestGateway(settings);
        usage = new LegacyUsage(gateway.settings(), gateway.bus(), gateway.clock());
        LegacyPolicy policy = new LegacyPolicy(gateway.settings(), gateway.clock());
        filter = new HandshakeFilter(gateway.registry(), new OriginPolicy(gateway.settings()),
                new PendingHandshakes(gateway.ids()), new LegacyNotice(policy, gateway.clock()), usage, gateway.bus(),
                gateway.clock());
    }

    private HandshakeExchange answer(HandshakeExchange handshake) throws Exception {
        filter.doFilter(handshake.request(), handshake.response(), (request, response) -> upgrades++);
        return handshake;
    }

    @Test
    void theLastSunsetThatCanBeSetCanBeTold() throws Exception {
        configure("wirescope.legacy.sunset", "9999-12-31T23:59:59Z");

        assertThat(answer(new HandshakeExchange("/ws/till", null)).answered())
                .containsEntry("Sunset", "Fri, 31 Dec 9999 23:59:59 GMT");
        assertThat(upgrades).isEqualTo(1);
    }

    @Test
    void whatIsNotedOfARefusedUpgradeIsBounded() throws Exception {
        configure("wirescope.legacy.enabled", "false");

        answer(new HandshakeExchange("/ws/till", null).with("User-Agent", "a".repeat(32_768)));

        assertThat(usage.report().clients()).singleElement()
                .satisfies(client -> assertThat(client.userAgent()).isEqualTo("a".repeat(256)));
    }
}
