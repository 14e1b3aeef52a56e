package io.wirescope.it;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Lists the threads that are handling a client's message, a line each with their state; {@code /held} says how many
 * {@link HeldDesk} holds, {@code /let-go} has it hold no more.
 */
@WebServlet("/test/handling/*")
public class HandlingThreadsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final String CALLBACKS = "io.wirescope.internal.socket.EndpointCallbacks";

    @Inject
    private transient HeldThreads held;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        switch (request.getPathInfo()) {
            case "/held" -> response.getWriter().print(held.held());
            case "/let-go" -> held.letGo();
            default -> list(response);
        }
    }

    private static void list(HttpServletResponse response) throws IOException {
        for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
            if (Arrays.stream(thread.getValue()).anyMatch(frame -> frame.getClassName().equals(CALLBACKS))) {
                response.getWriter().println(thread.getKey().getName() + " " + thread.getKey().getState() + " "
                        + Arrays.toString(thread.getValue()));
            }
        }
    }
}
