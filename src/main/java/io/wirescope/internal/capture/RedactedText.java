package io.wirescope.internal.capture;

import java.util.List;

/**
 * A payload without its secrets.
 *
 * @param text  what may be kept
 * @param paths JSON Pointers to what was redacted, at most {@value #MAX_PATHS}; empty strings are never among them
 * @param count how many values were redacted
 */
record RedactedText(String text, List<String> paths, int count) {

    /** The most paths that are listed. */
    static final int MAX_PATHS = 100;
}
