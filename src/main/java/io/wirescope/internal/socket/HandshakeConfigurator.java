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

    /** Found once: a look-up walks the stack, which is a tenth of what a handshake costs on Payara. */
    private volatile Beans beans;

    /** What a container, which makes this class by itself, can't inject. */
    private record Beans(PendingHandshakes handshakes, UpgradeGuards guards) {
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        List<String> keys = request.getHeaders().getOrDefault(PendingHandshakes.HEADER, List.of());
        if (!keys.isEmpty()) {
            Beans found = beans();
            found.handshakes().find(keys.get(0))
                    .ifPresent(handshake -> config.getUserProperties().put(PROPERTY, handshake));
            found.guards().find(keys.get(0))
                    .ifPresent(guard -> config.getUserProperties().put(GUARD, guard));
        }
    }

    private Beans beans() {
        Beans found = beans;
        if (found == null) {
            found = new Beans(CDI.current().select(PendingHandshakes.class).get(),
                    CDI.current().select(UpgradeGuards.class).get());
            beans = found;
        }
        return found;
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
