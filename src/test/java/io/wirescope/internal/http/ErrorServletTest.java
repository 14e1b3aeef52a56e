package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.event.CountingIds;
import io.wirescope.event.SettableClock;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ErrorServletTest {

    private final HttpServletRequest request = ServletFakes.request();
    private final ServletFakes.Answer answer = new ServletFakes.Answer();

    private void service() throws IOException {
        new ErrorServlet(new SettableClock(), new CountingIds()).service(request, answer.response());
    }

    @Test
    void answersWithTheContainersStatusInOurForm() throws IOException {
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, 405);
        answer.response().setHeader("X-Request-ID", "mine");

        service();

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text()).contains("\"METHOD_NOT_ALLOWED\"", "\"request_id\":\"mine\"");
        assertThat(answer.header("X-Request-ID")).isEqualTo("mine");
    }

    @Test
    void makesARequestIdWhereNoFilterRan() throws IOException {
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, 400);

        service();

        assertThat(answer.header("X-Request-ID")).isEqualTo("id-1");
        assertThat(answer.text()).contains("\"request_id\":\"id-1\"");
    }

    @Test
    void isNotFoundWhenSomebodyCallsItDirectly() throws IOException {
        service();

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("\"NOT_FOUND\"");
    }

    @Test
    void aMethodThatAServletDoesNotKnowIsNotAllowed() throws IOException {
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, 501);

        service();

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.text()).contains("\"METHOD_NOT_ALLOWED\"");
    }
}
