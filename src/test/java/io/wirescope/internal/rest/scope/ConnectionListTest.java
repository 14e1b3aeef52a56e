package io.wirescope.internal.rest.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.event.MessageTap;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.rest.request.QueryParameters;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

class ConnectionListTest {

    private static JsonObject listed(NodeIdentity node) {
        TestGateway gateway = new TestGateway();
        ConnectionRegistry registry = new ConnectionRegistry(gateway.settings(), gateway.bus(), gateway.clock(),
                gateway.ids(), gateway.threads(), new MessageTap(), node);
        registry.register(Peers.envelope("alice"), ScriptedTransport.prompt());
        return Bodies.objects(Bodies.read(Bodies.write(new ConnectionList(registry)
                .list(new QueryParameters(new Query("client_id=alice")), 0, 10))), "connections").get(0);
    }

    @Test
    void aConnectionOfAClusterNamesItsServerTwice() {
        JsonObject connection = listed(NodeIdentity.of("web-1"));

        assertThat(connection.getString("node")).isEqualTo("web-1");
        assertThat(connection.getString("connection_id")).startsWith("web-1~");
    }

    @Test
    void whereAServerStandsAloneNothingIsDifferent() {
        JsonObject connection = listed(NodeIdentity.NONE);

        assertThat(connection.containsKey("node")).isFalse();
        assertThat(connection.getString("connection_id")).doesNotContain("~");
        assertThat(connection.isNull("last_heartbeat")).isTrue();
    }
}
