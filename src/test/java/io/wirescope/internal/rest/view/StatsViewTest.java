package io.wirescope.internal.rest.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.TestGateway;
import io.wirescope.event.SubscriptionStats;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator sees of a subscription that is in trouble. */
class StatsViewTest {

    @Test
    void aSubscriptionShowsHowItFares() {
        TestGateway gateway = new TestGateway();
        StatsView view = StatsView.of(gateway.bus().stats(),
                List.of(new SubscriptionStats(5, 4, 3, 2, "java.lang.IllegalStateException: no"),
                        new SubscriptionStats(1, 0, 0, 0, null)), gateway.registry().stats(), "degraded");

        String json = new JsonbResolver().getContext(StatsView.class).toJson(view);

        assertThat(json).contains("\"subscriptions\":[{\"delivered\":5,\"failures\":2,\"lag\":4,"
                + "\"last_error\":\"java.lang.IllegalStateException: no\",\"lost\":3},",
                "\"last_error\":null,\"lost\":0}]");
    }
}
