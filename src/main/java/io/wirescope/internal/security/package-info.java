/**
 * Recognizes callers (contract, section 9).
 *
 * <p>{@link io.wirescope.internal.security.SecurityFilter} finds out for every request who makes it, and attaches an
 * {@link io.wirescope.internal.security.Authentication}; whoever answers the request reads it there and decides. A request
 * that did not come through the filter has no caller, and is denied: so no path, however it is spelled, leads around it.
 *
 * <p>A further kind of credential is one more {@link io.wirescope.internal.security.CredentialSource} bean.
 */
package io.wirescope.internal.security;
