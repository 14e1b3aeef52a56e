package io.wirescope.internal.rest.request;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.JsonMembers;
import io.wirescope.internal.http.ContentType;
import io.wirescope.internal.rest.error.RefusedRequestException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;

/** Reads the bodies of calls that take one JSON object. Thread-safe. */
@Dependent
public class JsonRequest {

    private static final AcceptedTypes ACCEPTED = new AcceptedTypes(List.of(ContentType.JSON));

    private final BodyReader bodies;

    @Inject
    JsonRequest(BodyReader bodies) {
        this.bodies = bodies;
    }

    /**
     * Reads a body.
     *
     * @param reading reads its members
     * @return what the reading returns
     * @throws RefusedRequestException   400, 413, 415 or 422 for a body that is no JSON object
     * @throws InvalidFieldException 422 for a member that breaks its rule
     */
    public <T> T read(HttpServletRequest request, InputStream body, Function<JsonMembers, T> reading) {
        RequestHeaders headers = RequestHeaders.of(request);
        requireJson(headers);
        return read(JsonBody.read(bodies.read(body, headers.contentLength())), reading);
    }

    /** The same for a call whose body may be left out, which is an empty object then. */
    public <T> T readOptional(HttpServletRequest request, InputStream body, Function<JsonMembers, T> reading) {
        RequestHeaders headers = RequestHeaders.of(request);
        byte[] bytes = bodies.read(body, headers.contentLength());
        if (bytes.length == 0) {
            return read(JsonValue.EMPTY_JSON_OBJECT, reading);
        }
        requireJson(headers);
        return read(JsonBody.read(bytes), reading);
    }

    private static void requireJson(RequestHeaders headers) {
        ACCEPTED.require(headers, type -> type.isJson() ? type : null);
    }

    private static <T> T read(JsonValue value, Function<JsonMembers, T> reading) {
        if (!(value instanceof JsonObject object)) {
            throw RefusedRequestException.invalidBody("must be an object, not " + JsonFormat.kind(value));
        }
        return reading.apply(JsonMembers.of(object));
    }
}
