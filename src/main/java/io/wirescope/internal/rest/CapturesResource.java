package io.wirescope.internal.rest;

import io.wirescope.internal.capture.Capture;
import io.wirescope.internal.capture.CaptureCaller;
import io.wirescope.internal.capture.CaptureLimitException;
import io.wirescope.internal.capture.CaptureOrder;
import io.wirescope.internal.capture.CapturedMessage;
import io.wirescope.internal.capture.Captures;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.CaptureView;
import io.wirescope.internal.rest.view.CapturedMessagesView;
import io.wirescope.internal.rest.view.Responses;
import io.wirescope.internal.security.Authentication;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;

/** Begins, shows, reads and ends captures of payloads. */
@Dependent
@Path("v2/observability/captures")
@Produces(MediaType.APPLICATION_JSON)
public class CapturesResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final Captures captures;
    private final CaptureSwitch permitted;
    private final JsonRequest bodies;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public CapturesResource() {
        this(null, null, null, null);
    }

    @Inject
    CapturesResource(Captures captures, CaptureSwitch permitted, JsonRequest bodies, Responses responses) {
        this.captures = captures;
        this.permitted = permitted;
        this.bodies = bodies;
        this.responses = responses;
    }

    /**
     * All captures.
     *
     * @param captures oldest first
     * @param max      how many there may be
     */
    public record CapturesView(List<CaptureView> captures, int max) {
    }

    /**
     * A capture that was ended.
     *
     * @param id      its id
     * @param deleted whether what it kept is gone; else it can be read for a while
     */
    public record EndedView(String id, boolean deleted) {
    }

    /**
     * Begins a capture.
     *
     * @param request the call, for who makes it
     * @param body    what is wanted, as JSON
     * @return 201 with the capture
     */
    @POST
    @Requires(SecurityRole.CAPTURE)
    @Consumes(MediaType.WILDCARD) // JsonRequest answers 415
    public Response start(@Context HttpServletRequest request, InputStream body) {
        requireAllowed();
        CaptureOrder order = bodies.read(request, body, CaptureOrder::read);
        ApiResponse<CaptureView> answer = responses.ok("Capture started", view(start(order, caller(request))));
        return Response.status(Response.Status.CREATED).entity(new GenericEntity<>(answer) { }).build();
    }

    private Capture start(CaptureOrder order, CaptureCaller caller) {
        try {
            return captures.start(order, caller);
        } catch (CaptureLimitException e) {
            throw RefusedRequestException.of(409, ErrorBody.of("CAPTURE_LIMIT", e.getMessage()));
        }
    }

    /**
     * Lists captures.
     *
     * @return all that exist, those that ended and can still be read among them
     */
    @GET
    @Requires(SecurityRole.CAPTURE)
    public ApiResponse<CapturesView> list() {
        requireAllowed();
        List<CaptureView> all = captures.all().stream().map(this::view).toList();
        return responses.ok(all.size() + " captures", new CapturesView(all, Captures.MAX));
    }

    /**
     * Shows one capture.
     *
     * @param id its id
     * @return the capture now
     * @throws NotFoundException when it is unknown or was deleted
     */
    @GET
    @Requires(SecurityRole.CAPTURE)
    @Path("{id}")
    public ApiResponse<CaptureView> show(@PathParam("id") String id) {
        requireAllowed();
        return responses.ok("Capture", view(find(id)));
    }

    /**
     * Reads what a capture kept.
     *
     * @param id      its id
     * @param request the call, for its query string and who makes it
     * @return the messages by number
     * @throws NotFoundException when it is unknown or was deleted
     */
    @GET
    @Requires(SecurityRole.CAPTURE)
    @Path("{id}/messages")
    public Response messages(@PathParam("id") String id, @Context HttpServletRequest request) {
        requireAllowed();
        QueryParameters parameters = new QueryParameters(request);
        int after = (int) parameters.integer("after", 0, Integer.MAX_VALUE, 0);
        int limit = (int) parameters.integer("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        Long sequence = parameters.single("sequence").isEmpty() ? null
                : (Long) parameters.integer("sequence", 0, Long.MAX_VALUE, 0);
        Capture capture = find(id);
        List<CapturedMessage> found = captures.read(capture, caller(request), after, sequence, limit);
        ApiResponse<CapturedMessagesView> answer = responses.ok(found.size() + " messages",
                CapturedMessagesView.of(found, after, capture.state().kept()));
        return Response.ok(new GenericEntity<>(answer) { }).header("Cache-Control", "no-store").build();
    }

    /**
     * Ends a capture and deletes what it kept; with {@code keep=true} that can be read for a while.
     *
     * @param id      its id
     * @param request the call, for its query string and who makes it
     * @return what became of it
     * @throws NotFoundException when it is unknown or was deleted
     */
    @DELETE
    @Requires(SecurityRole.CAPTURE)
    @Path("{id}")
    public ApiResponse<EndedView> end(@PathParam("id") String id, @Context HttpServletRequest request) {
        requireAllowed();
        boolean keep = new QueryParameters(request).flag("keep", false);
        Capture capture = find(id);
        if (keep) {
            captures.stop(capture, caller(request));
        } else {
            captures.delete(capture, caller(request));
        }
        return responses.ok(keep ? "Capture stopped" : "Capture deleted", new EndedView(id, !keep));
    }

    private void requireAllowed() {
        if (!permitted.isOn()) {
            throw RefusedRequestException.of(403, ErrorBody.of("CAPTURE_OFF", "Payload capture is off; it needs"
                    + " wirescope.capture.enabled=true and wirescope.security.mode=token"));
        }
    }

    private Capture find(String id) {
        return captures.find(id).orElseThrow(NotFoundException::new);
    }

    private CaptureView view(Capture capture) {
        return CaptureView.of(capture, captures.deletedAt(capture).orElse(null));
    }

    private static CaptureCaller caller(HttpServletRequest request) {
        Exchange exchange = Exchange.of(request);
        return new CaptureCaller(Authentication.callerOf(request).subject(), exchange.requestId(), exchange.trace());
    }
}
