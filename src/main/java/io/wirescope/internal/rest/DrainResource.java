package io.wirescope.internal.rest;

import io.wirescope.delivery.Drain;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;

/** Drains the server before it shuts down. */
@Dependent
@Path("v2/observability/drain")
@Produces(MediaType.APPLICATION_JSON)
public class DrainResource {

    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Drain.MAX_WINDOW.toSeconds());

    private final Drain drain;
    private final JsonRequest bodies;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public DrainResource() {
        this(null, null, null);
    }

    @Inject
    DrainResource(Drain drain, JsonRequest bodies, Responses responses) {
        this.drain = drain;
        this.bodies = bodies;
        this.responses = responses;
    }

    /**
     * A drain in progress.
     *
     * @param draining      always true
     * @param connections   how many there were when it began
     * @param notified      how many clients were notified
     * @param windowSeconds over which they are closed
     */
    public record DrainView(boolean draining, int connections, int notified, BigDecimal windowSeconds) {
    }

    /**
     * Begins to drain.
     *
     * @param request the call, for its headers
     * @param body    a JSON object with {@code window_seconds}, 0 to 600, or nothing for the configured window
     * @return 202 with the drain that has begun, now or before
     */
    @POST
    @Requires(SecurityRole.OPERATOR)
    @Consumes(MediaType.WILDCARD)
    public Response drain(@Context HttpServletRequest request, InputStream body) {
        Drain.State state = drain.begin(bodies.readOptional(request, body, this::window));
        ApiResponse<DrainView> answer = responses.ok("Draining", new DrainView(true, state.connections(),
                state.notified(), BigDecimal.valueOf(state.window().toMillis(), 3)));
        return Response.accepted(new GenericEntity<>(answer) { }).build();
    }

    private Duration window(JsonMembers members) {
        JsonNumber seconds = members.number("window_seconds");
        if (seconds == null) {
            return drain.defaultWindow();
        }
        if (seconds.bigDecimalValue().signum() < 0 || seconds.bigDecimalValue().compareTo(MAX_SECONDS) > 0) {
            throw members.invalid("window_seconds", "must be 0 to " + MAX_SECONDS);
        }
        return Duration.ofMillis((long) (seconds.doubleValue() * 1000));
    }
}
