package io.wirescope.bench.load.bare;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Sends what is posted to every session of {@link WorkingBroadcast}. */
@WebServlet("/working-send")
public class WorkingSend extends HttpServlet {

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        WorkingBroadcast.send(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        response.setStatus(200);
    }
}
