package io.wirescope.internal.http;

import io.wirescope.envelope.IdSource;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;

/**
 * Responds for the container where no servlet of ours did, so that a client never meets the server's own
 * HTML page. Mapped as the error page (web.xml).
 */
public class ErrorServlet extends HttpServlet {

    private final transient Clock clock;
    private final transient IdSource ids;

    @Inject
    ErrorServlet(Clock clock, IdSource ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = status(request);
        String requestId = response.getHeader(ExchangeFilter.REQUEST_ID);
        if (requestId == null) { // the container failed before any filter ran
            requestId = ids.newId();
            response.setHeader(ExchangeFilter.REQUEST_ID, requestId);
        }
        StatusError.of(status).send(response, status, requestId, clock.instant());
    }

    private static int status(HttpServletRequest request) {
        if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
            return HttpServletResponse.SC_NOT_FOUND;
        }
        if (status == HttpServletResponse.SC_NOT_IMPLEMENTED) { // of HttpServlet, for PATCH
            return HttpServletResponse.SC_METHOD_NOT_ALLOWED;
        }
        // WildFly forbids to list a folder; to others, there is nothing to list.
        boolean isFolder = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)).endsWith("/");
        return status == HttpServletResponse.SC_FORBIDDEN && isFolder ? HttpServletResponse.SC_NOT_FOUND : status;
    }
}
