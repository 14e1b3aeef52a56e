package io.wirescope.internal.socket;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Gives an endpoint the {@link Handshake} that the filter decided on. */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {

    private static final String PROPERTY = Handshake.class.getName();
    private static final String GUARD = SocketGuard.class.getName();

    // What CDI has to find out about an endpoint class, once instead of for each connection.
    private final Map<Class<?>, Unmanaged<?>> endpoints = new ConcurrentHashMap<>();

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        List<String> keys = request.getHeaders().getOrDefault(PendingHandshakes.HEADER, List.of());
        if (!keys.isEmpty()) {
            CDI.current().select(PendingHandshakes.class).get().find(keys.get(0))
                    .ifPresent(handshake -> config.getUserProperties().put(PROPERTY, handshake));
            CDI.current().select(UpgradeGuards.class).get().find(keys.get(0))
                    .ifPresent(guard -> config.getUserProperties().put(GUARD, guard));
        }
    }

    static Optional<Handshake> handshake(EndpointConfig config) {
        return Optional.ofNullable((Handshake) config.getUserProperties().get(PROPERTY));
    }

    static Optional<SocketGuard> guard(EndpointConfig config) {
        return Optional.ofNullable((SocketGuard) config.getUserProperties().get(GUARD));
    }

    // The filter has decided, with a JSON body; containers answer this one each in their own way.
    @Override
    public boolean checkOrigin(String origin) {
        return true;
    }

    // Open Liberty does not inject into endpoints that have a configurator of their own.
    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        Unmanaged<?> made = endpoints.computeIfAbsent(endpoint,
                type -> new Unmanaged<>(CDI.current().getBeanManager(), type));
        return endpoint.cast(made.newInstance().produce().inject().postConstruct().get());
    }
}
