package io.wirescope.wildfly;

import io.smallrye.metrics.MetricsRequestHandler;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * {@code /metrics} as MicroProfile Metrics 5.1 describes it, over the implementation that this WAR bundles:
 * WildFly has none of its own any more.
 */
@WebServlet(value = "/metrics/*", asyncSupported = true)
public class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient MetricsRequestHandler handler;

    @Inject
    MetricsServlet(MetricsRequestHandler handler) {
        this.handler = handler;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setCharacterEncoding(StandardCharsets.UTF_8.name()); // its text is; its content type does not say so
        handler.handleRequest(request.getRequestURI(), request.getContextPath() + "/metrics", request.getMethod(),
                Collections.list(request.getHeaders("Accept")).stream(), request.getParameterMap(),
                (status, message, headers) -> {
                    headers.forEach(response::addHeader);
                    response.setStatus(status);
                    response.getWriter().write(message);
                });
    }
}
