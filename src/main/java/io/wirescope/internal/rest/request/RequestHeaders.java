package io.wirescope.internal.rest.request;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;

/** The headers of one request, by name in any case. */
@FunctionalInterface
public interface RequestHeaders {

    /** {@return every value of a header, in order; empty where there is none} */
    List<String> all(String name);

    /** {@return the first value, or null where there is none} */
    default String first(String name) {
        return all(name).stream().findFirst().orElse(null);
    }

    /** {@return the length that the sender announced in bytes, or -1 where it announced none} */
    default long contentLength() {
        String length = first("Content-Length");
        return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : -1;
    }

    /** {@return the headers of a servlet's request} */
    static RequestHeaders of(HttpServletRequest request) {
        return name -> Collections.list(request.getHeaders(name));
    }
}
