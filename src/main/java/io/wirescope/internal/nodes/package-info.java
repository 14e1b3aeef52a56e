/**
 * The servers of a cluster: who is there, questions to all of them, and the little state that is one for all. What
 * carries it is a {@link io.wirescope.internal.nodes.NodeLink}; without one this server is the only node.
 */
package io.wirescope.internal.nodes;
