package io.wirescope.internal.rest;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.internal.drift.DriftDetector;
import io.wirescope.internal.drift.ModelKey;
import io.wirescope.internal.drift.ModelReport;
import io.wirescope.internal.identity.Requires;
import io.wirescope.internal.identity.SecurityRole;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.JsonRequest;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse;
import io.wirescope.internal.rest.view.DriftModelsView.ModelView;
import io.wirescope.internal.rest.view.Responses;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** What models are compared with. The version is named in the query, because not every name reaches a server in a path. */
@Dependent
@Path("v2/drift/references")
@Produces(MediaType.APPLICATION_JSON)
public class DriftReferencesResource {

    private static final String MODEL = "model";
    private static final String VERSION = "model_version";
    private static final String REFERENCE = "reference";
    private static final String SAMPLES = "samples";

    private final DriftDetector detector;
    private final JsonRequest bodies;
    private final Responses responses;

    /** For RESTEasy, which requires one although CDI makes the instances. */
    public DriftReferencesResource() {
        this(null, null, null);
    }

    @Inject
    DriftReferencesResource(DriftDetector detector, JsonRequest bodies, Responses responses) {
        this.detector = detector;
        this.bodies = bodies;
        this.responses = responses;
    }

    /**
     * A reference, in the form in which it is uploaded.
     *
     * @param model        the model
     * @param modelVersion its version, or null
     * @param reference    {@code events} and {@code features}
     */
    @JsonbNillable
    public record ReferenceView(String model, String modelVersion, JsonObject reference) {
    }

    /**
     * Returns the reference of a version.
     *
     * @param request the call, for its query string
     * @return the reference
     * @throws NotFoundException when the version is not known, or its reference is still being learned
     */
    @GET
    @Requires(SecurityRole.OBSERVER)
    public ApiResponse<ReferenceView> show(@Context HttpServletRequest request) {
        ModelKey key = key(request);
        return responses.ok("Reference", new ReferenceView(key.model(), key.version(),
                detector.reference(key).orElseThrow(NotFoundException::new)));
    }

    /**
     * Compares a version with another reference from now on. Its status begins anew.
     *
     * @param request the call, for its headers
     * @param body    a JSON object with {@code model}, {@code model_version}, and either {@code reference} or
     *                {@code samples}
     * @return how the version stands
     */
    @PUT
    @Requires(SecurityRole.OPERATOR)
    @Consumes(MediaType.WILDCARD) // JsonRequest answers 415
    public ApiResponse<ModelView> use(@Context HttpServletRequest request, InputStream body) {
        requireOn();
        ModelReport report = bodies.read(request, body, this::use).orElseThrow(RefusedRequestException::tooManyModels);
        return responses.ok("Reference in use", ModelView.of(report));
    }

    private Optional<ModelReport> use(JsonMembers members) {
        ModelKey key = new ModelKey(members.requiredId(MODEL), members.id(VERSION));
        if (members.value(REFERENCE).isPresent() == members.value(SAMPLES).isPresent()) {
            throw members.invalid(REFERENCE, "or samples must be there, one of both");
        }
        JsonObject reference = members.object(REFERENCE);
        return reference != null ? detector.use(key, reference) : detector.use(key, samples(members));
    }

    private static List<JsonObject> samples(JsonMembers members) {
        if (!(members.required(SAMPLES) instanceof JsonArray array)) {
            throw members.invalid(SAMPLES, "must be an array");
        }
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).getValueType() != JsonValue.ValueType.OBJECT) {
                throw members.invalid(SAMPLES + '[' + i + ']', "must be an object");
            }
        }
        return array.getValuesAs(JsonObject.class);
    }

    /**
     * Drops the reference of a version; the next events make another. Its status begins anew.
     *
     * @param request the call, for its query string
     * @return how the version stands
     * @throws NotFoundException when the version is not known
     */
    @DELETE
    @Requires(SecurityRole.OPERATOR)
    public ApiResponse<ModelView> relearn(@Context HttpServletRequest request) {
        requireOn();
        ModelReport report = detector.relearn(key(request)).orElseThrow(NotFoundException::new);
        return responses.ok("Reference being learned anew", ModelView.of(report));
    }

    private void requireOn() {
        if (!detector.isOn()) {
            throw RefusedRequestException.detectorOff();
        }
    }

    private static ModelKey key(HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        String model = parameters.id(MODEL);
        if (model == null) {
            throw new InvalidFieldException(MODEL, "is required");
        }
        return new ModelKey(model, parameters.id(VERSION));
    }
}
