package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.internal.cluster.redis.RedisServer;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers and their engine, which is away, comes back, and is lost with all it had; and a server that is killed. */
class ClusterIT {

    private static final String NEWS = "/api/v2/channels/broadcast/messages";

    private RedisServer redis;
    private ServerProcess first;
    private ServerProcess second;
    private int number;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        first = server("first");
        second = server("second");
        first.awaitReady();
        second.awaitReady();
    }

    private ServerProcess server(String node) throws Exception {
        return ServerProcess.start(Map.of("WIRESCOPE_CLUSTER_ENGINE", "redis", "WIRESCOPE_CLUSTER_REDIS_URL",
                "redis://127.0.0.1:" + redis.port(), "WIRESCOPE_CLUSTER_NODE_ID", node, "WIRESCOPE_CLUSTER_GRACE", "PT0.5S",
                "WIRESCOPE_CLUSTER_TIMEOUT", "PT1.5S"));
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {first, second, redis}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private Answer publish(ServerProcess at) throws Exception {
        return new Api(at.address()).send("POST", NEWS, "{\"type\":\"news\",\"payload\":{\"n\":" + ++number + "}}");
    }

    private void assertPublished(ServerProcess at) throws Exception {
        Answer answer = publish(at);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private static String resume(Client before, JsonObject last) {
        JsonObject meta = last.getJsonObject("meta");
        return "&session=" + before.hello().getJsonObject("payload").getJsonObject("session").getString("token") + "&position="
                + URLEncoder.encode(meta.getString("channel") + "@" + meta.getString("epoch") + ":" + meta.getInt("offset"),
                StandardCharsets.UTF_8);
    }

    private static int offset(JsonObject message) {
        return message.getJsonObject("meta").getInt("offset");
    }

    private static void awaitReady(ServerProcess server, int status) throws Exception {
        Api api = new Api(server.address());
        Api.await(() -> api.exchange("GET", "/health/ready").statusCode(), answer -> answer == status);
    }

    @Test
    void twoServersAreOneUntilTheEngineIsAwayAndAfterwards() throws Exception {
        try (Client alice = Client.enveloped(first.address(), "alice"); Client bob = Client.enveloped(second.address(), "bob")) {
            assertPublished(second);
            assertPublished(first);
            List<JsonObject> ofAlice = List.of(alice.json("news"), alice.json("news"));
            List<JsonObject> ofBob = List.of(bob.json("news"), bob.json("news"));
            assertThat(ofAlice).isEqualTo(ofBob);
            assertThat(offset(ofAlice.get(1))).isEqualTo(offset(ofAlice.get(0)) + 1);

            awayAndBack(alice);
            resumedElsewhere(bob);
        }
    }

    private void awayAndBack(Client alice) throws Exception {
        redis.freeze();
        Answer refused = publish(second);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.error().getString("code")).isEqualTo("ENGINE_UNAVAILABLE");
        assertThat(refused.header("Retry-After")).isNotNull();
        awaitReady(first, 503);
        assertThatThrownBy(() -> Client.enveloped(first.address(), "carol")).cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class,
                        refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(503));
        assertThat(alice.ask(Messages.PING).getString("type")).isEqualTo("pong");
        redis.thaw();
        awaitReady(first, 200);
        awaitReady(second, 200);
        assertPublished(first);
    }

    // What was refused may have been delivered, once; what is answered is.
    private void resumedElsewhere(Client bob) throws Exception {
        JsonObject last = bob.json("news");
        while (last.getJsonObject("payload").getInt("n") != number) {
            last = bob.json("news");
        }
        second.killNow();
        assertPublished(first);
        assertPublished(first);
        try (Client again = Client.enveloped(first.address(), "bob" + resume(bob, last))) {
            JsonObject session = again.hello().getJsonObject("payload").getJsonObject("session");
            assertThat(session.getBoolean("resumed")).isTrue();
            assertThat(offset(again.json("news"))).isEqualTo(offset(last) + 1);
            JsonObject newest = again.json("news");
            assertThat(offset(newest)).isEqualTo(offset(last) + 2);

            redis.restart();
            Api.await(() -> publish(first), answer -> answer.status() == 200);
            JsonObject after = again.json("news");
            assertThat(after.getJsonObject("meta").getString("epoch"))
                    .isNotEqualTo(newest.getJsonObject("meta").getString("epoch"));
            assertThat(offset(after)).isEqualTo(1);
            Api api = new Api(first.address());
            assertThat(api.events("event_type=cluster.engine.restarted", 1)).isNotEmpty();
            assertThat(api.events("event_type=cluster.engine.down", 1)).isNotEmpty();
            assertThat(api.events("event_type=cluster.gap", 1)).isNotEmpty();
        }
    }
}
