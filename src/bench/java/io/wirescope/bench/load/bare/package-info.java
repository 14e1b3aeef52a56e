/** What the container does by itself: the ceiling that the gateway is measured against. Never shipped. */
package io.wirescope.bench.load.bare;
