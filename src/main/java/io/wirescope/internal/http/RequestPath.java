package io.wirescope.internal.http;

import java.util.Optional;

/** Judges the path of a request (RFC 3986, section 3.3). */
final class RequestPath {

    private RequestPath() {
    }

    /**
     * {@return whether a path is percent-encoded UTF-8 without NUL and backslash, and does not climb above its root}
     *
     * @param path as it came, a character for each octet
     */
    static boolean isReadable(String path) {
        Optional<String> decoded = Query.decode(path, false);
        return decoded.isPresent() && decoded.get().indexOf(0) < 0 && decoded.get().indexOf('\\') < 0
                && staysBelowRoot(decoded.get());
    }

    private static boolean staysBelowRoot(String path) {
        int depth = 0;
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                depth--;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return whether the last segment is {@code .} or {@code ..}}
     *
     * @param path a readable one
     */
    static boolean endsInDotSegment(String path) {
        String decoded = Query.decode(path, false).orElse("");
        return decoded.endsWith("/.") || decoded.endsWith("/..");
    }
}
