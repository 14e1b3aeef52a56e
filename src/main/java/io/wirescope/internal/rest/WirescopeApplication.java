package io.wirescope.internal.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The API below {@code /api}; not {@code /}, which would hide static files on some servers. */
@ApplicationScoped
@ApplicationPath("/api")
@OpenAPIDefinition(
        info = @Info(title = "Wirescope", version = "2",
                description = "What went over the wire: events, connections, statistics. Every answer, errors too,"
                        + " is {success, data, error, meta} and bears X-Request-ID.",
                license = @License(name = "Apache-2.0")),
        tags = {
            @Tag(name = "events", description = "What happened"),
            @Tag(name = "connections", description = "Who is connected"),
            @Tag(name = "messages", description = "What is sent to clients"),
            @Tag(name = "state", description = "How the gateway fares")
        })
public class WirescopeApplication extends Application {

    /** {@return settings for Jersey; other servers' implementations pass over them} */
    @Override
    public Map<String, Object> getProperties() {
        // Else OPTIONS is answered with an XML description of the API, for which there is OpenAPI.
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
