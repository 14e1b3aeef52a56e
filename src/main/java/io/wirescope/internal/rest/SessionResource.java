package io.wirescope.internal.rest;

import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.CredentialKind;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.CallerView;
import io.wirescope.internal.rest.view.Responses;
import io.wirescope.internal.security.Authentication;
import io.wirescope.internal.security.SecuritySettings;
import io.wirescope.internal.session.BrowserSessions;
import io.wirescope.internal.session.SessionAudit;
import io.wirescope.internal.session.SessionCookie;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Says who the caller is, and begins and ends sessions of browsers. */
@Dependent
@Path("v2/session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

    private static final String SET_COOKIE = "Set-Cookie";

    private final SecuritySettings settings;
    private final BrowserSessions sessions;
    private final SessionCookie cookie;
    private final SessionAudit audit;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public SessionResource() {
        this(null, null, null, null, null);
    }

    @Inject
    SessionResource(SecuritySettings settings, BrowserSessions sessions, SessionCookie cookie, SessionAudit audit,
            Responses responses) {
        this.settings = settings;
        this.sessions = sessions;
        this.cookie = cookie;
        this.audit = audit;
        this.responses = responses;
    }

    /**
     * Says who the caller is and may.
     *
     * @param request the call
     * @return the caller
     */
    @GET
    @Requires({SecurityRole.CLIENT, SecurityRole.OBSERVER, SecurityRole.PUBLISHER, SecurityRole.OPERATOR,
            SecurityRole.CAPTURE})
    public ApiResponse<CallerView> show(@Context HttpServletRequest request) {
        return responses.ok("The caller", view(Authentication.callerOf(request)));
    }

    /**
     * Begins a session for the browser that calls, which has what its token has. A session that it had ends.
     *
     * @param request the call, with the token in {@code Authorization}
     * @return 201 with the caller, and the cookie
     * @throws RefusedRequestException 403 for a caller without a token, 503 where there are as many as there may be
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Requires({SecurityRole.CLIENT, SecurityRole.OBSERVER, SecurityRole.PUBLISHER, SecurityRole.OPERATOR,
            SecurityRole.CAPTURE})
    public Response begin(@Context HttpServletRequest request) {
        Caller caller = Authentication.callerOf(request);
        if (caller.kind() != CredentialKind.TOKEN && caller.kind() != CredentialKind.STATIC_TOKEN) {
            throw RefusedRequestException.of(403, ErrorBody.of("NOT_PERMITTED",
                    "A session is begun with a token: Authorization: Bearer TOKEN"));
        }
        cookie.secret(request).ifPresent(sessions::end);
        BrowserSessions.Opened session = sessions.open(caller).orElseThrow(() -> RefusedRequestException.of(503,
                ErrorBody.of("SESSION_LIMIT", "The limit of sessions is reached; try again later")));
        audit.login(session.caller(), Exchange.of(request), "token");
        ApiResponse<CallerView> answer = responses.ok("Logged in", view(session.caller()));
        return Response.status(Response.Status.CREATED).header(SET_COOKIE, cookie.setting(request, session))
                .entity(new GenericEntity<>(answer) { }).build();
    }

    /**
     * Ends the session of the browser that calls, and the connections and streams that it opened.
     *
     * @param request the call
     * @return the caller that it was, and the end of the cookie
     */
    @DELETE
    @Requires({SecurityRole.CLIENT, SecurityRole.OBSERVER, SecurityRole.PUBLISHER, SecurityRole.OPERATOR,
            SecurityRole.CAPTURE})
    public Response end(@Context HttpServletRequest request) {
        cookie.secret(request).flatMap(sessions::end)
                .ifPresent(caller -> audit.logout(caller, Exchange.of(request)));
        ApiResponse<CallerView> answer = responses.ok("Logged out", view(Authentication.callerOf(request)));
        return Response.ok(new GenericEntity<>(answer) { }).header(SET_COOKIE, cookie.clearing(request)).build();
    }

    private CallerView view(Caller caller) {
        return CallerView.of(caller, settings.config().mode().wireName());
    }
}
