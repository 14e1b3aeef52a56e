/** Reaches the engine by Redis' protocol. Nothing of it is loaded unless {@code wirescope.cluster.engine=redis}. */
package io.wirescope.internal.cluster.redis;
