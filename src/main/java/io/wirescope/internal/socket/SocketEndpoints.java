package io.wirescope.internal.socket;

import io.wirescope.connection.AddressPattern;
import io.wirescope.internal.security.Subprotocols;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says which endpoint is at which address (contract, section 1). Found and asked by the container. */
public class SocketEndpoints implements ServerApplicationConfig {

    private static final Map<Class<? extends Endpoint>, String> ADDRESSES = Map.of(
            ClientEndpoint.class, AddressPattern.CLIENT,
            LegacyEndpoint.class, AddressPattern.LEGACY,
            OriginalEndpoint.class, AddressPattern.ORIGINAL);

    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        return ADDRESSES.entrySet().stream().map(address -> ServerEndpointConfig.Builder
                .create(address.getKey(), address.getValue()).configurator(new HandshakeConfigurator())
                .subprotocols(List.of(Subprotocols.WIRESCOPE)).build())
                .collect(Collectors.toSet());
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        return found;
    }
}
