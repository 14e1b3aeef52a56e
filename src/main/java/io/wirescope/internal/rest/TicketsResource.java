package io.wirescope.internal.rest;

import io.wirescope.connection.Role;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.Responses;
import io.wirescope.internal.security.Authentication;
import io.wirescope.internal.security.SecurityErrors;
import io.wirescope.internal.session.Tickets;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
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

/** Issues tickets, for clients that can set neither a header nor a subprotocol. */
@Dependent
@Path("v2/tickets")
@Produces(MediaType.APPLICATION_JSON)
public class TicketsResource {

    private static final int TOO_MANY_REQUESTS = 429;

    private final Tickets tickets;
    private final JsonRequest bodies;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public TicketsResource() {
        this(null, null, null);
    }

    @Inject
    TicketsResource(Tickets tickets, JsonRequest bodies, Responses responses) {
        this.tickets = tickets;
        this.bodies = bodies;
        this.responses = responses;
    }

    /**
     * A ticket.
     *
     * @param ticket    goes into the query parameter {@code ticket} of a handshake, once
     * @param expiresAt until when, RFC 3339
     */
    public record TicketView(String ticket, String expiresAt) {
    }

    private record Wanted(String clientId, Role role) {
    }

    /**
     * Issues a ticket.
     *
     * @param request the call
     * @param body    a JSON object with {@code client_id}, and {@code role} unless it is {@code frontend}
     * @return 201 with the ticket
     * @throws RefusedRequestException 403 where the caller may not connect so itself, 429 where too many wait to be used
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Requires(SecurityRole.CLIENT)
    public Response issue(@Context HttpServletRequest request, InputStream body) {
        Caller caller = Authentication.callerOf(request);
        Wanted wanted = bodies.read(request, body, TicketsResource::wanted);
        requireMayConnect(caller, wanted);
        Tickets.Issued issued = tickets.issue(caller, wanted.clientId(), wanted.role()).orElseThrow(() ->
                RefusedRequestException.of(TOO_MANY_REQUESTS, ErrorBody.of("RATE_LIMITED",
                        "Too many tickets wait to be used; they end after 30 seconds")));
        ApiResponse<TicketView> answer = responses.ok("A ticket for one handshake",
                new TicketView(issued.secret(), Rfc3339.format(issued.expiresAt())));
        return Response.status(Response.Status.CREATED).entity(new GenericEntity<>(answer) { }).build();
    }

    private static Wanted wanted(JsonMembers members) {
        String clientId = members.requiredId("client_id");
        String role = members.text("role");
        return new Wanted(clientId, role == null ? Role.FRONTEND
                : Role.of(role).orElseThrow(() -> members.invalid("role", "must be frontend, admin or test")));
    }

    private static void requireMayConnect(Caller caller, Wanted wanted) {
        if (!caller.grants().allowClientId(wanted.clientId())) {
            throw RefusedRequestException.of(403, ErrorBody.of("NOT_PERMITTED",
                    "The credential does not permit this client id"));
        }
        if (wanted.role() == Role.ADMIN && !caller.hasAny(SecurityRole.OBSERVER)) {
            throw RefusedRequestException.of(403, SecurityErrors.missingRole(SecurityRole.OBSERVER));
        }
    }
}
