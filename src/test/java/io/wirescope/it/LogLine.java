package io.wirescope.it;

import jakarta.json.JsonObject;

/**
 * One line of a server's log.
 *
 * @param severe    whether it reports an error
 * @param message   what it says, with a stack trace where there is one
 * @param requestId the request that it is about, or null
 * @param traceId   the trace that it is about, or null
 */
record LogLine(boolean severe, String message, String requestId, String traceId) {

    static String text(JsonObject line, String member) {
        return line == null ? null : line.getString(member, null);
    }
}
