package io.wirescope.internal.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One body that arrives slowly: collected as it arrives, then its request continues by a dispatch. Thread-safe; the
 * container's calls as a {@link ReadListener} come one after the other.
 */
final class PendingBody implements ReadListener, AsyncListener {

    private static final Logger LOG = Logger.getLogger(PendingBody.class.getName());

    private static final long RETURN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** What becomes of it, in this order; some are left out. */
    private enum Phase { ARRIVING, DISPATCHED, ANSWERING, LINGERING, ENDED }

    private final PendingBodies bodies;
    private final AsyncContext async;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final RequestTarget target;
    private final ServletInputStream in;
    private final BodyBuffer buffer;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.ARRIVING);
    private volatile long deadline;
    private final AtomicInteger reserved = new AtomicInteger();
    private volatile boolean broken;

    /**
     * @param bodies   has admitted it
     * @param async    its request
     * @param request  the same, as the filter got it
     * @param response its response
     * @param in       the body
     * @param buffer   has what has arrived so far
     */
    PendingBody(PendingBodies bodies, AsyncContext async, HttpServletRequest request, HttpServletResponse response,
            ServletInputStream in, BodyBuffer buffer) {
        this.bodies = bodies;
        this.async = async;
        this.request = request;
        this.response = response;
        this.target = RequestTarget.of(request);
        this.in = in;
        this.buffer = buffer;
        this.deadline = System.nanoTime() + bodies.config().timeout().toNanos();
    }

    /**
     * Begins to listen; the caller returns to the container then.
     *
     * @param refusal why the body is dropped from the start, or null
     */
    void start(BodyRefusal refusal) {
        if (refusal != null) {
            phase.set(Phase.ANSWERING);
        }
        async.setTimeout(0); // the deadline is watched here: a container's can't be followed by a time to linger
        async.addListener(this);
        bodies.add(this);
        in.setReadListener(this);
        if (EngineConnection.isGrizzly(request)) {
            bodies.execute(request, this::askOnceReturned);
        }
        if (refusal != null) {
            answer(refusal);
        }
    }

    // Payara calls a new listener only after the stream was asked, and dispatches at once: a dispatch beside the thread
    // that is still on its way back to the container would end in a 500 now and then.
    private void askOnceReturned() {
        while (!hasReturned() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(RETURN_NANOS);
        }
        if (in.isReady()) {
            onDataAvailable();
        }
    }

    private boolean hasReturned() {
        try {
            async.setTimeout(0);
            return false;
        } catch (IllegalStateException e) { // not allowed any more, by Jakarta Servlet 6.0
            return true;
        }
    }

    /** Refuses the request; what still arrives is dropped. */
    void refuse(BodyRefusal refusal) {
        if (phase.compareAndSet(Phase.ARRIVING, Phase.ANSWERING)) {
            bodies.execute(request, () -> answer(refusal));
        }
    }

    /** Ends what is late. */
    void look(long now) {
        if (now - deadline < 0) {
            return;
        }
        refuse(BodyRefusal.late(bodies.config()));
        if (phase.get() == Phase.LINGERING) {
            end();
        }
    }

    // Synchronized: on Payara the next call may come as soon as the stream has said that it is not ready.
    @Override
    public synchronized void onDataAvailable() {
        try {
            buffer.takeReady();
            if (isBeingRead()) { // else the container has reported the end meanwhile
                account();
                if (buffer.isComplete()) {
                    onAllDataRead();
                }
            }
        } catch (IOException e) {
            onError(e);
        }
    }

    private boolean isBeingRead() {
        return phase.get() != Phase.DISPATCHED && phase.get() != Phase.ENDED;
    }

    private void account() {
        if (phase.get() != Phase.ARRIVING) {
            buffer.clear();
        } else if (buffer.isTooLarge()) {
            refuse(BodyRefusal.tooLarge(bodies.config()));
        } else {
            int more = buffer.size() - reserved.get();
            if (!bodies.reserve(more)) {
                refuse(BodyRefusal.overloaded());
            } else if (reserved.addAndGet(more) > 0 && phase.get() == Phase.ENDED) {
                letGo(); // it has ended since
            }
        }
    }

    @Override
    public synchronized void onAllDataRead() {
        if (buffer.isTooLarge()) {
            refuse(BodyRefusal.tooLarge(bodies.config()));
        } else if (phase.compareAndSet(Phase.ARRIVING, Phase.DISPATCHED)) {
            letGo();
            byte[] body = buffer.toByteArray();
            bodies.executeApart(request, () -> dispatch(body));
        }
        if (phase.get() == Phase.LINGERING) {
            bodies.execute(request, this::end);
        }
    }

    private void dispatch(byte[] body) {
        BodyFilter.attach(request, target, body);
        async.dispatch();
    }

    /** The sender disconnected, or its body is malformed. */
    @Override
    public void onError(Throwable failure) {
        LOG.log(Level.FINE, "Request body aborted", failure);
        broken = true;
        refuse(BodyRefusal.broken());
        if (phase.get() == Phase.LINGERING) {
            bodies.execute(request, this::end);
        }
    }

    private void answer(BodyRefusal refusal) {
        try {
            bodies.answer(refusal, request, response);
            deadline = System.nanoTime() + bodies.lingerNanos();
            phase.compareAndSet(Phase.ANSWERING, Phase.LINGERING);
            if (!bodies.needsCut(request) || broken || buffer.isComplete()) {
                end();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "Refusal could not be written", e);
            end();
        }
    }

    private void end() {
        if (phase.getAndSet(Phase.ENDED) == Phase.ENDED) {
            return;
        }
        letGo();
        try {
            if (broken || !buffer.isComplete()) {
                bodies.cut(request);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "Connection already closed by the container", e);
        }
        try {
            async.complete();
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "Request already completed by the container", e);
        }
    }

    private void letGo() {
        bodies.remove(this);
        bodies.reserve(-reserved.getAndSet(0));
    }

    @Override
    public void onComplete(AsyncEvent event) {
        letGo();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // there is none
    }

    @Override
    public void onError(AsyncEvent event) {
        if (phase.get() != Phase.DISPATCHED) {
            onError(event.getThrowable());
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // the request's own business after its dispatch
    }
}
