/** Reads the events that producers send, in the gateway's own JSON and as CloudEvents, and publishes them. */
package io.wirescope.internal.rest.ingest;
