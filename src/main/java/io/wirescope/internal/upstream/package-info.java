/**
 * Routes: which application takes a client's message, and how it is called. {@link io.wirescope.internal.upstream.Routes}
 * knows the routes, a {@link io.wirescope.internal.upstream.Route} limits, orders and observes the calls, and an
 * {@link io.wirescope.internal.upstream.Upstream} makes one: over HTTP or in the same application.
 */
package io.wirescope.internal.upstream;
