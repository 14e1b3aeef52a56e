/**
 * The HTTP API (contract, section 7): one resource class for each noun. What they share is in the packages below:
 * {@code request} reads queries, headers and bodies, {@code ingest} the events that producers send, {@code view} is the
 * form of responses and {@code error} that of errors; {@code stream} serves events as they happen, without JAX-RS.
 */
package io.wirescope.internal.rest;
