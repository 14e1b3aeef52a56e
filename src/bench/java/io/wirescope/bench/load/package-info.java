/**
 * The load generator: plays many clients against a server, ours or another, and counts what comes. One
 * selector thread serves all connections, for the measuring tool must not be the bottleneck.
 */
package io.wirescope.bench.load;
