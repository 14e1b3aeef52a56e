/**
 * The message format: what an envelope is, what makes one valid, and how it is read and written.
 *
 * <p>Plain Java on JSON-P. Depends on no container and no other package, so its tests need no server.
 * The rules come from the wire contract, sections 2 to 5.
 */
package io.wirescope.envelope;
