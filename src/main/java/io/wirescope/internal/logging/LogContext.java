package io.wirescope.internal.logging;

import io.wirescope.envelope.TraceContext;

/**
 * The request that a thread works for, for the log lines that it writes meanwhile. Each thread has its own;
 * one inside another hides it until it is closed.
 *
 * <pre>
 * LogContext context = LogContext.open(requestId, trace);
 * try { ... } finally { context.close(); }
 * </pre>
 */
public final class LogContext {

    private static final ThreadLocal<LogContext> CURRENT = new ThreadLocal<>();

    private final String requestId;
    private final String traceId;
    private final LogContext outer;

    private LogContext(String requestId, String traceId, LogContext outer) {
        this.requestId = requestId;
        this.traceId = traceId;
        this.outer = outer;
    }

    /**
     * Begins to work for a request; the same thread must close it.
     *
     * @param requestId the request
     * @param trace     its trace, or null
     * @return the context, to be closed
     */
    public static LogContext open(String requestId, TraceContext trace) {
        LogContext context = new LogContext(requestId, trace == null ? null : trace.traceId(), CURRENT.get());
        CURRENT.set(context);
        return context;
    }

    /** Goes back to what the thread worked for before. */
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** {@return the request that the calling thread works for, or null} */
    public static String currentRequestId() {
        LogContext context = CURRENT.get();
        return context == null ? null : context.requestId;
    }

    /** {@return the trace that the calling thread works in, or null} */
    static String currentTraceId() {
        LogContext context = CURRENT.get();
        return context == null ? null : context.traceId;
    }
}
