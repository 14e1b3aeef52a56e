/**
 * What every HTTP exchange has, be it with the API, a refused handshake or a static page: a request id,
 * a place in the caller's trace, the client's address, and one form of error (contract, section 7).
 */
package io.wirescope.internal.http;
