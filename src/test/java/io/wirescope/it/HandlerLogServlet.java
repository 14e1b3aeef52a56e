package io.wirescope.it;

import io.wirescope.internal.logging.LogContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Shows what is logged about handlers, each line with the request that it is written for: {@code GET /test/handler-log}. */
@WebServlet(urlPatterns = "/test/handler-log", loadOnStartup = 1)
public class HandlerLogServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient Logger logger = Logger.getLogger("io.wirescope.internal.upstream.HandlerUpstream");
    private final transient Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final transient Handler recorder = new Handler() {

        @Override
        public void publish(LogRecord line) {
            lines.add(LogContext.currentRequestId() + ": " + line.getMessage() + " " + line.getThrown());
        }

        @Override
        public void flush() {
            // what is recorded is there
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    @Override
    public void init() {
        logger.addHandler(recorder);
    }

    @Override
    public void destroy() {
        logger.removeHandler(recorder);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print(String.join("\n", lines));
    }
}
