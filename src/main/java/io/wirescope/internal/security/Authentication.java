package io.wirescope.internal.security;

import io.wirescope.internal.identity.Caller;
import jakarta.servlet.ServletRequest;

/**
 * Who makes a request, as {@link SecurityFilter} found out. An attribute of the request, which every wrapper shows and an
 * {@code ASYNC} dispatch keeps; still take it in {@code service()} or the resource method and hand the {@link Caller} on,
 * because a container may reuse the request once asynchronous work is done with it. {@code getUserPrincipal()} is not
 * used: on Payara and Open Liberty it is null in asynchronous work.
 *
 * @param caller     who it is; {@link Caller#NOBODY} where no credential is good
 * @param credential what the request had
 */
public record Authentication(Caller caller, Credential credential) {

    private static final String ATTRIBUTE = Authentication.class.getName();
    private static final Authentication NONE = new Authentication(Caller.NOBODY, Credential.ABSENT);

    /** {@return that of a caller who was recognized} */
    static Authentication of(Caller caller) {
        return new Authentication(caller, Credential.good(caller));
    }

    /** {@return that of what a request had} */
    static Authentication of(Credential credential) {
        return new Authentication(credential.caller() == null ? Caller.NOBODY : credential.caller(), credential);
    }

    /**
     * {@return what the filter attached to a request; nobody's where it did not come through the filter}
     *
     * @param request the request, also one that was wrapped since
     */
    public static Authentication of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Authentication found ? found : NONE;
    }

    /** {@return who makes a request} */
    public static Caller callerOf(ServletRequest request) {
        return of(request).caller();
    }

    void attachTo(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
