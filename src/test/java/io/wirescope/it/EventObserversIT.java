package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** CDI observers of an application in the same WAR: those of {@link DriftObservers} and {@link RequestObserver}. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class EventObserversIT {

    private static final List<String> OF_DRIFT = List.of("failing", "by-type", "of-all", "in-request",
            "failing-async", "by-type-async", "of-all-async", "in-request-async");

    @ArquillianResource
    private URI server;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.with(Map.of("wirescope.events.buffer-size", "10000")).addClasses(Observed.class,
                DriftObservers.class, RequestObserver.class, PublishingServlet.class);
    }

    private void publish(String type, String requestId, int count) throws Exception {
        HttpResponse<String> response = new Api(server).exchange("POST",
                "/test/publish?type=" + type + "&request_id=" + requestId + "&count=" + count);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** {@return what each observer noted of a request, in order, once there are as many notes as that} */
    private Map<String, List<JsonObject>> notes(String requestId, int number) throws Exception {
        return new Api(server).events("event_type=" + Observed.NOTE + "&request_id=" + requestId, number).stream()
                .sorted(Comparator.comparingLong(event -> event.getJsonNumber("sequence").longValue()))
                .map(event -> event.getJsonObject("data"))
                .collect(Collectors.groupingBy(note -> note.getString("observer")));
    }

    @Test
    void everyObserverOfTheTypeGetsTheEventWhateverAnotherThrows() throws Exception {
        String requestId = UUID.randomUUID().toString();
        publish("drift.status", requestId, 1);

        Map<String, List<JsonObject>> notes = notes(requestId, OF_DRIFT.size());

        assertThat(notes).containsOnlyKeys(OF_DRIFT).allSatisfy((observer, seen) -> assertThat(seen).hasSize(1));
        assertThat(notes.get("by-type").get(0).getString("qualified")).isEqualTo("true");
    }

    @Test
    void observersOfOtherTypesAreUnaffected() throws Exception {
        String requestId = UUID.randomUUID().toString();
        publish("inference.audit", requestId, 1);
        publish("cache.rebuild", requestId, 1);

        Map<String, List<JsonObject>> notes = notes(requestId, 5);

        assertThat(notes).containsOnlyKeys("of-all", "of-all-async", "of-another");
        assertThat(notes.get("of-all")).extracting(note -> note.getString("event_type"))
                .containsExactly("inference.audit", "cache.rebuild");
        assertThat(notes.get("of-another")).extracting(note -> note.getString("event_type"))
                .containsExactly("cache.rebuild");
    }

    @Test
    void synchronousObserversGetEventsInOrderAndNeverInsideThePublishersCall() throws Exception {
        String requestId = UUID.randomUUID().toString();
        int count = 100;
        publish("drift.status", requestId, count);

        Map<String, List<JsonObject>> notes = notes(requestId, OF_DRIFT.size() * count);

        assertThat(notes).allSatisfy((observer, seen) -> {
            assertThat(seen).hasSize(count);
            assertThat(seen).extracting(note -> note.getBoolean("inside_publish")).containsOnly(false);
            assertThat(seen).extracting(EventObserversIT::sequence).doesNotHaveDuplicates();
        });
        for (String observer : List.of("failing", "by-type", "of-all", "in-request")) {
            assertThat(notes.get(observer)).extracting(EventObserversIT::sequence).as(observer).isSorted();
        }
    }

    @Test
    void eachEventHasARequestContextOfItsOwn() throws Exception {
        String requestId = UUID.randomUUID().toString();
        publish("drift.status", requestId, 10);

        Map<String, List<JsonObject>> notes = notes(requestId, OF_DRIFT.size() * 10);

        for (String observer : List.of("in-request", "in-request-async")) {
            assertThat(notes.get(observer)).extracting(note -> note.getString("instance")).as(observer)
                    .hasSize(10).doesNotHaveDuplicates();
        }
    }

    private static long sequence(JsonObject note) {
        return note.getJsonNumber("sequence").longValue();
    }

    @Test
    void takesTwoSubscriptionsAndTheBusStaysHealthy() throws Exception {
        String requestId = UUID.randomUUID().toString();
        publish("drift.status", requestId, 1);
        notes(requestId, OF_DRIFT.size());

        JsonObject bus = new Api(server).stats().getJsonObject("event_bus");
        assertThat(bus.getInt("active_subscriber_count")).isEqualTo(2);
        assertThat(bus.getJsonArray("subscriptions").getValuesAs(JsonObject.class)).hasSize(2)
                .allSatisfy(subscription -> assertThat(subscription.keySet())
                        .containsExactlyInAnyOrder("delivered", "lag", "lost", "failures", "last_error"));
        assertThat(new Api(server).get(Api.ROOT + "/health").data().getString("status")).isEqualTo("healthy");
    }
}
