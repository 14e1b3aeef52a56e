package application;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A servlet of an application that has Wirescope in its WAR: responds with what it {@link Received}. */
@WebServlet("/application/servlet")
public class BodyServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] received = Received.of(request.getInputStream()).getBytes(StandardCharsets.US_ASCII);
        response.setContentLength(received.length);
        response.getOutputStream().write(received);
    }
}
