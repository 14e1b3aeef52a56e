package io.wirescope.internal.rest.request;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.rest.error.InvalidEventException;
import io.wirescope.internal.rest.error.InvalidParameterException;
import io.wirescope.internal.rest.error.RefusedRequestException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.util.List;

/** Reads the bodies of calls that take one JSON object. Thread-safe. */
@Dependent
public class JsonRequest {

    private static final List<String> ACCEPTED = List.of(ContentType.JSON);

    /** How a member is read. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(EventMembers members) throws InvalidEventException;
    }

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
     * @throws InvalidParameterException 422 for a member that breaks its rule
     */
    public <T> T read(HttpServletRequest request, InputStream body, Reading<T> reading) {
        RequestHeaders headers = RequestHeaders.of(request);
        checkType(headers);
        return read(JsonBody.read(bodies.read(body, headers.contentLength())), reading);
    }

    /** The same for a call whose body may be left out, which is an empty object then. */
    public <T> T readOptional(HttpServletRequest request, InputStream body, Reading<T> reading) {
        RequestHeaders headers = RequestHeaders.of(request);
        byte[] bytes = bodies.read(body, headers.contentLength());
        if (bytes.length == 0) {
            return read(JsonValue.EMPTY_JSON_OBJECT, reading);
        }
        checkType(headers);
        return read(JsonBody.read(bytes), reading);
    }

    private static void checkType(RequestHeaders headers) {
        String encoding = headers.first("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw RefusedRequestException.compressed(encoding, ACCEPTED);
        }
        String type = headers.first("Content-Type");
        if (ContentType.parse(type).filter(found -> found.isJson() && found.isUtf8()).isEmpty()) {
            throw RefusedRequestException.otherType(type, ACCEPTED);
        }
    }

    private static <T> T read(JsonValue value, Reading<T> reading) {
        if (!(value instanceof JsonObject object)) {
            throw RefusedRequestException.invalidBody("must be an object, not " + JsonFormat.kind(value));
        }
        try {
            return reading.read(new EventMembers(object));
        } catch (InvalidEventException e) {
            throw new InvalidParameterException(e.member(), e.rule());
        }
    }
}
