package io.wirescope.it;

import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEventBus;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Publishes as many events as asked for ({@code type}, {@code request_id}, {@code count}), and answers with the name
 * of the thread that did.
 */
@WebServlet("/test/publish")
public class PublishingServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient ObservabilityEventBus bus;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        EventContext context = EventContext.of("test").with(request.getParameter("request_id"), null);
        for (int i = 0; i < Integer.parseInt(request.getParameter("count")); i++) {
            bus.publish(request.getParameter("type"), context, JsonValue.EMPTY_JSON_OBJECT);
        }
        response.setContentType("text/plain");
        response.getWriter().print(Thread.currentThread().getName());
    }
}
