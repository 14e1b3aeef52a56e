/**
 * The bus: everything that happens is an event here, to publish, query and subscribe to
 * (contract, section 7).
 *
 * <p>{@link io.wirescope.event.ObservabilityEventBus} is the door; an application in the same WAR
 * injects it.
 */
package io.wirescope.event;
