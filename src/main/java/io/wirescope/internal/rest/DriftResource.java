package io.wirescope.internal.rest;

import io.wirescope.drift.DriftBroadcaster;
import io.wirescope.drift.DriftStatement;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.event.EventContext;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.Clock;

/** Takes and shows the drift of models. */
@Dependent
@Path("v2/drift")
@Produces(MediaType.APPLICATION_JSON)
public class DriftResource {

    private final DriftBroadcaster drift;
    private final JsonRequest bodies;
    private final Responses responses;
    private final Clock clock;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public DriftResource() {
        this(null, null, null, null);
    }

    @Inject
    DriftResource(DriftBroadcaster drift, JsonRequest bodies, Responses responses, Clock clock) {
        this.drift = drift;
        this.bodies = bodies;
        this.responses = responses;
        this.clock = clock;
    }

    /**
     * A status that was stated.
     *
     * @param connectionsNotified how many connections it was queued to
     * @param broadcastEnabled    whether it is sent to clients at all
     * @param sequence            the event's place on the bus
     * @param driftStatus         what clients get
     */
    public record StatedView(int connectionsNotified, boolean broadcastEnabled, long sequence,
            JsonObject driftStatus) {
    }

    /**
     * The current drift status.
     *
     * @param broadcastEnabled whether statements are sent to clients
     * @param driftStatus      what was stated last, null before the first
     */
    @JsonbNillable
    public record StandingView(boolean broadcastEnabled, JsonObject driftStatus) {
    }

    /**
     * States a drift status.
     *
     * @param request the call, for its headers, id and trace
     * @param body    a JSON object with members of {@code drift.status} (contract, section 4); {@code status} and
     *                {@code drift_score} must be there
     * @return what clients get, and how many
     */
    @POST
    @Requires(SecurityRole.PUBLISHER)
    @Path("status")
    @Consumes(MediaType.WILDCARD) // JsonRequest answers 415
    public ApiResponse<StatedView> state(@Context HttpServletRequest request,
            InputStream body) {
        Exchange exchange = Exchange.of(request);
        DriftStatement stated = drift.state(
                bodies.read(request, body, members -> DriftBody.read(members, clock.instant())),
                new EventContext(exchange.requestId(), exchange.trace(), null, null, "drift"));
        return responses.ok(stated.connectionsNotified() + " connections notified", new StatedView(
                stated.connectionsNotified(), drift.isEnabled(), stated.sequence(), stated.payload()));
    }

    /**
     * Returns the last drift status.
     *
     * @return the last statement since the start, where there is one
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    @Path("status")
    public ApiResponse<StandingView> standing() {
        return responses.ok("Drift status", new StandingView(drift.isEnabled(),
                drift.latest().map(DriftStatement::payload).orElse(null)));
    }

    /**
     * Switches the sending to clients on or off.
     *
     * @param request the call, for its headers
     * @param body    a JSON object with {@code enabled}, a boolean
     * @return the current status
     */
    @PUT
    @Requires(SecurityRole.OPERATOR)
    @Path("broadcast")
    @Consumes(MediaType.WILDCARD)
    public ApiResponse<StandingView> switchBroadcast(@Context HttpServletRequest request,
            InputStream body) {
        drift.setEnabled(bodies.read(request, body, DriftResource::enabled));
        return standing();
    }

    private static boolean enabled(JsonMembers members) {
        members.required("enabled");
        return members.flag("enabled");
    }
}
