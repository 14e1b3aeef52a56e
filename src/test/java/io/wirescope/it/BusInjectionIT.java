package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.delivery.Broadcaster;
import io.wirescope.event.EventContext;
import io.wirescope.event.EventFilter;
import io.wirescope.event.EventQuery;
import io.wirescope.event.EventSubscription;
import io.wirescope.event.ObservabilityEvent;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's Java API, used by code that runs beside it in the server. These tests run in there too. */
@ExtendWith(ArquillianExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BusInjectionIT {

    @Inject
    private ObservabilityEventBus bus;

    @Inject
    private ConnectionRegistry registry;

    @Inject
    private Broadcaster broadcaster;

    @ArquillianResource
    private URI server;

    @Deployment
    static WebArchive war() throws URISyntaxException {
        return ShippedWar.asBuilt()
                .addAsLibrary(new File(Assertions.class.getProtectionDomain().getCodeSource().getLocation().toURI()))
                .addClasses(Api.class, Answer.class, Client.class, Messages.class, RawHandshake.class,
                        RawFrames.class, Scrape.class);
    }

    private static JsonObject data(String model) {
        return Json.createObjectBuilder().add("model", model).add("latency_ms", 12).build();
    }

    private static EventContext context(String requestId) {
        return new EventContext(requestId, null, "a-client", null, "a-producer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inference.audit", "drift.status", "cache.rebuild", "orders.order_placed"})
    void whatIsPublishedIsFoundByQueryAndOverHttp(String type) throws Exception {
        ObservabilityEvent published = bus.publish(type, context("query-" + type), data("m1"));

        assertThat(bus.query(EventQuery.newest(EventFilter.ofTypes(type), 1)).events()).containsExactly(published);

        JsonObject event = new Api(server).events("event_type=" + type + "&request_id=query-" + type, 1).get(0);
        assertThat(event.getJsonNumber("sequence").longValue()).isEqualTo(published.sequence());
        assertThat(event.getString("id")).isEqualTo(published.id());
        assertThat(event.getString("client_id")).isEqualTo("a-client");
        assertThat(event.getString("source")).isEqualTo("a-producer");
        assertThat(event.getJsonObject("data")).isEqualTo(data("m1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inference.audit", "drift.status", "cache.rebuild"})
    void whatIsPublishedReachesSubscribersInOrder(String type) throws Exception {
        BlockingQueue<ObservabilityEvent> received = new LinkedBlockingQueue<>();
        int before = bus.stats().activeSubscriberCount();
        EventSubscription subscription = bus.subscribe(EventFilter.ofTypes(type), received::add);
        try (subscription) {
            assertThat(bus.stats().activeSubscriberCount()).isEqualTo(before + 1);
            for (int i = 0; i < 3; i++) {
                bus.publish("some.other_type", context("subscribe"), data("other"));
                ObservabilityEvent published = bus.publish(type, context("subscribe"), data("m" + i));
                assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(published);
            }
        }
        assertThat(bus.stats().activeSubscriberCount()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Inference.Audit", "inference..audit", "1st", "a b", "."})
    void aTypeThatBreaksTheRuleIsRefused(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> bus.publish(type, context("refused"), data("m1")));
        assertThat(bus.query(EventQuery.newest(EventFilter.ALL, 1000)).events())
                .noneMatch(event -> "refused".equals(event.context().requestId()));
    }

    @Test
    void aProducersOwnTypeIsListedButMakesNoMetric() throws Exception {
        double before = Scrape.of(server).value("wirescope_events_published_total{type=\"other\"}");
        bus.publish("a.producers_own", context("own"), data("m1"));
        assertThat(new Api(server).get(Api.ROOT + "/event-types").data().getJsonArray("event_types")
                .getValuesAs(JsonObject.class))
                .filteredOn(type -> type.getString("type").equals("a.producers_own"))
                .singleElement()
                .satisfies(type -> assertThat(type.getInt("count")).isEqualTo(1));
        assertThat(new Api(server).stats().getJsonObject("event_bus").getJsonObject("events_by_type")
                .getInt("a.producers_own")).isEqualTo(1);
        assertThat(Api.await(() -> Scrape.of(server), scrape ->
                scrape.value("wirescope_events_published_total{type=\"other\"}") > before).text())
                .doesNotContain("producers_own");
    }

    @Test
    void theRegistryKnowsWhoIsConnected() throws Exception {
        try (Client client = Client.enveloped(server, "known&role=test")) {
            Connection connection = registry.find(client.connectionId()).orElseThrow();
            assertThat(connection.peer().clientId()).isEqualTo("known");
            assertThat(registry.all()).contains(connection);
        }
    }

    @Test
    void aBroadcastReachesEveryEnvelopeClientAndNoRawOne() throws Exception {
        JsonObject payload = Json.createObjectBuilder().add("status", "NO_DRIFT").build();
        try (Client first = Client.enveloped(server, "first");
                Client flat = Client.enveloped(server, "flat&compat=flat&role=admin");
                Client raw = Client.connect(server, "/ws/legacy/raw")) {
            raw.send("before");
            assertThat(raw.text()).isEqualTo("Echo: before");
            long broadcasts = registry.stats().broadcasts();

            assertThat(broadcaster.toAll("drift.status", payload)).isEqualTo(2);

            JsonObject message = first.json();
            assertThat(message.getString("type")).isEqualTo("drift.status");
            assertThat(message.getJsonObject("payload")).isEqualTo(payload);
            assertThat(message.getString("request_id")).isNotEmpty();
            assertThat(flat.json().getString("status")).isEqualTo("NO_DRIFT");
            raw.send("after");
            assertThat(raw.text()).isEqualTo("Echo: after");
            assertThat(registry.stats().broadcasts()).isEqualTo(broadcasts + 1);
        }
    }

    // There is no way back from draining, so this comes last.
    @Test
    @Order(Integer.MAX_VALUE)
    void aDrainingServerServesOpenConnectionsAndAdmitsNone() throws Exception {
        Api api = new Api(server);
        assertThat(api.exchange("GET", "/health/ready").statusCode()).isEqualTo(200);
        try (Client client = Client.enveloped(server, "stays")) {
            registry.drain();
            for (String target : List.of("/ws/client?client_id=late", "/ws/legacy/late", "/ws/late")) {
                Answer refused = RawHandshake.upgrade(server, target).refusal();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            }
            assertThat(api.exchange("GET", "/health/ready").statusCode()).isEqualTo(503);
            assertThat(api.exchange("GET", "/health/live").statusCode()).isEqualTo(200);
            JsonObject health = api.get(Api.ROOT + "/health").data();
            assertThat(health.getString("status")).isEqualTo("degraded");
            assertThat(health.getJsonArray("issues").toString()).contains("draining");
            assertThat(client.ask(Messages.PING).getString("type")).isEqualTo("pong");
        }
    }
}
