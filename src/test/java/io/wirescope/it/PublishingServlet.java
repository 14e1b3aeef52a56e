package io.wirescope.it;

import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Publishes as many events as asked for ({@code type}, {@code request_id}, {@code count}). */
@WebServlet("/test/publish")
public class PublishingServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final ThreadLocal<Boolean> PUBLISHING = ThreadLocal.withInitial(() -> false);

    @Inject
    private transient ObservabilityEventBus bus;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        EventContext context = EventContext.of("test").with(request.getParameter("request_id"), null);
        PUBLISHING.set(true);
        try {
            for (int i = 0; i < Integer.parseInt(request.getParameter("count")); i++) {
                bus.publish(request.getParameter("type"), context, JsonValue.EMPTY_JSON_OBJECT);
            }
        } finally {
            PUBLISHING.remove(); // a server may let this thread deliver later
        }
    }

    /** {@return whether the calling thread is in the midst of publishing} */
    static boolean isPublishing() {
        return PUBLISHING.get();
    }
}
