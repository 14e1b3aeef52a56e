package io.wirescope.internal.capture;

import io.wirescope.envelope.TraceContext;

/**
 * Who does something with captures.
 *
 * @param subject   who
 * @param requestId the request that asks for it
 * @param trace     its trace, or null
 */
public record CaptureCaller(String subject, String requestId, TraceContext trace) {
}
