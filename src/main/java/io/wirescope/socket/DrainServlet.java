package io.wirescope.socket;

import io.wirescope.delivery.Drain;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;

/**
 * Serves nothing: its end is the first that an application hears of being taken down. When CDI's own
 * events come, Payara loads no more classes and closes connections.
 */
public class DrainServlet extends HttpServlet {

    private final transient Drain drain;

    @Inject
    DrainServlet(Drain drain) {
        this.drain = drain;
    }

    /** Says goodbye to every client, and waits until that is done. */
    @Override
    public void destroy() {
        drain.awaitDrained();
    }
}
