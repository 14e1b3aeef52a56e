package io.wirescope.it;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Lists the stacks of threads that wait inside a WebSocket engine: {@code GET /test/engine-threads}. */
@WebServlet("/test/engine-threads")
public class EngineThreadsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private static final List<String> ENGINES = List.of("org.glassfish.tyrus.", "io.undertow.websockets.",
            "com.ibm.ws.wsoc.", "io.openliberty.wsoc.");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
            if (thread.getKey().getState() == Thread.State.WAITING
                    && Arrays.stream(thread.getValue()).anyMatch(EngineThreadsServlet::isEngine)) {
                response.getWriter().println(thread.getKey() + Arrays.toString(thread.getValue()));
            }
        }
    }

    private static boolean isEngine(StackTraceElement frame) {
        return ENGINES.stream().anyMatch(frame.getClassName()::startsWith);
    }
}
