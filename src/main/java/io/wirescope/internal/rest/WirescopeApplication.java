package io.wirescope.internal.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The API below {@code /api}; not {@code /}, which would hide static files on some servers. */
@ApplicationScoped
@ApplicationPath("/api")
public class WirescopeApplication extends Application {

    /** {@return settings for Jersey; other servers' implementations pass over them} */
    @Override
    public Map<String, Object> getProperties() {
        // Else OPTIONS is answered with an XML description of the API, for which there is OpenAPI.
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
