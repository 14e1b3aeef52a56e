package io.wirescope.it;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;

/** Sets the server's clock for a test: {@code POST /clock?at=INSTANT}. */
@WebServlet("/clock")
public class ClockServlet extends HttpServlet {

    @Inject
    private transient MovableClock clock;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        clock.moveAhead(Duration.between(Instant.now(), Instant.parse(request.getParameter("at"))));
    }
}
