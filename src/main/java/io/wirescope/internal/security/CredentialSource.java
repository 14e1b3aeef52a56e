package io.wirescope.internal.security;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Reads one kind of credential from requests. Every bean of this type is asked in mode {@code token}, in the order of
 * {@link #order}, and the first that finds one decides, whether it is good or not. Implementations are thread-safe, and
 * {@code @Service} beans.
 */
public interface CredentialSource {

    /** {@code Authorization: Bearer}. */
    int HEADER = 100;

    /** The subprotocol of a handshake. */
    int SUBPROTOCOL = 200;

    /** The cookie of a browser session. */
    int COOKIE = 300;

    /** The ticket in the query of a handshake. */
    int TICKET = 400;

    /** {@return when it is asked: the lowest first} */
    int order();

    /**
     * Reads a request.
     *
     * @param request the request, before its body is read
     * @return what it has; {@link Credential#ABSENT} where it has none of this kind
     */
    Credential read(HttpServletRequest request);
}
