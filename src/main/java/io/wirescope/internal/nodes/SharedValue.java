package io.wirescope.internal.nodes;

/**
 * A value that is one for all nodes.
 *
 * @param version rises with each change
 * @param text    the value
 */
public record SharedValue(long version, String text) {
}
