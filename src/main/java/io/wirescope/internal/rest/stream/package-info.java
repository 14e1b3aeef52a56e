/** Streams events as Server-Sent Events, with the servlet API's non-blocking output and not with JAX-RS. */
package io.wirescope.internal.rest.stream;
