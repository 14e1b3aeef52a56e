package io.wirescope.internal.nodes;

/**
 * The versions of the frames and keys between nodes that a node understands.
 *
 * @param least the oldest
 * @param most  the newest
 */
public record WireVersions(int least, int most) {

    /** Those of this release. */
    public static final WireVersions OURS = new WireVersions(1, 1);

    /** {@return whether there is a version that both understand} */
    public boolean agreesWith(WireVersions other) {
        return least <= other.most && other.least <= most;
    }

    @Override
    public String toString() {
        return least == most ? Integer.toString(least) : least + " to " + most;
    }
}
