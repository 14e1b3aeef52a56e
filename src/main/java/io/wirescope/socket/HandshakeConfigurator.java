package io.wirescope.socket;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Optional;

/** Gives an endpoint the {@link Handshake} that the filter decided on. */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {

    private static final String PROPERTY = Handshake.class.getName();

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        List<String> keys = request.getHeaders().getOrDefault(PendingHandshakes.HEADER, List.of());
        if (!keys.isEmpty()) {
            CDI.current().select(PendingHandshakes.class).get().find(keys.get(0))
                    .ifPresent(handshake -> config.getUserProperties().put(PROPERTY, handshake));
        }
    }

    static Optional<Handshake> handshake(EndpointConfig config) {
        return Optional.ofNullable((Handshake) config.getUserProperties().get(PROPERTY));
    }

    // The filter has decided, with a JSON body; containers answer this one each in their own way.
    @Override
    public boolean checkOrigin(String origin) {
        return true;
    }

    // Open Liberty does not inject into endpoints that have a configurator of their own.
    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return new Unmanaged<>(CDI.current().getBeanManager(), endpoint).newInstance()
                .produce().inject().postConstruct().get();
    }
}
