/** Streams any number of events as lines of JSON, through the Servlet API and without blocking (contract, section 11). */
package io.wirescope.internal.rest.export;
