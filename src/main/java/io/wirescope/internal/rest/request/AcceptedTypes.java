package io.wirescope.internal.rest.request;

import io.wirescope.internal.http.ContentType;
import io.wirescope.internal.rest.error.RefusedRequestException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The media types of bodies that a call accepts. All are JSON, and so in UTF-8 and not compressed.
 *
 * @param names the types, as errors list them
 */
public record AcceptedTypes(List<String> names) {

    /**
     * Checks the headers that declare a body's type.
     *
     * @param headers  the request's headers
     * @param accepted what a type that may be accepted means to the caller; null where it is not accepted
     * @return what the declared type means
     * @throws RefusedRequestException 415 when the type is missing or not accepted, or the body is encoded
     */
    public <T> T require(RequestHeaders headers, Function<ContentType, T> accepted) {
        requireUnencoded(headers);
        String type = headers.first("Content-Type");
        Optional<T> found = ContentType.parse(type).filter(ContentType::isUtf8).map(accepted);
        return found.orElseThrow(() -> RefusedRequestException.unsupportedType(type, names));
    }

    /**
     * Checks that a body is not compressed or otherwise encoded.
     *
     * @throws RefusedRequestException 415 when it is
     */
    public void requireUnencoded(RequestHeaders headers) {
        String encoding = headers.first("Content-Encoding");
        if (ContentType.isEncoded(encoding)) {
            throw RefusedRequestException.unsupportedEncoding(encoding, names);
        }
    }
}
