package io.wirescope.wildfly;

import io.wirescope.envelope.JsonFormat;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * {@code /health} as MicroProfile Health 4.0 describes it, over the application's checks: WildFly answers it
 * only on its management port.
 */
@WebServlet(value = {"/health", "/health/live", "/health/ready", "/health/started"},
        asyncSupported = true)
public class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient Map<String, List<Instance<HealthCheck>>> checks;

    @Inject
    HealthServlet(@Liveness Instance<HealthCheck> live, @Readiness Instance<HealthCheck> ready,
            @Startup Instance<HealthCheck> started) {
        checks = Map.of("/health", List.of(live, ready, started), "/health/live", List.of(live),
                "/health/ready", List.of(ready), "/health/started", List.of(started));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<HealthCheckResponse> results = checks.get(request.getServletPath()).stream()
                .flatMap(Instance::stream).flatMap(HealthServlet::call).toList();
        boolean up = results.stream().allMatch(result -> result.getStatus() == Status.UP);
        JsonArrayBuilder checks = JsonFormat.array();
        results.forEach(result -> checks.add(json(result)));
        response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json;charset=UTF-8");
        response.getOutputStream().write(JsonFormat.write(JsonFormat.object()
                .add("status", status(up)).add("checks", checks).build()).getBytes(StandardCharsets.UTF_8));
    }

    // A check that fails to answer is down (MicroProfile Health 4.0, section 3.2).
    private static Stream<HealthCheckResponse> call(HealthCheck check) {
        try {
            return Stream.of(check.call());
        } catch (RuntimeException e) {
            return Stream.of(HealthCheckResponse.down(check.getClass().getName()));
        }
    }

    private static JsonObject json(HealthCheckResponse result) {
        JsonObjectBuilder json = JsonFormat.object().add("name", result.getName())
                .add("status", status(result.getStatus() == Status.UP));
        result.getData().ifPresent(data -> {
            JsonObjectBuilder values = JsonFormat.object();
            data.forEach((name, value) -> values.add(name, json(value)));
            json.add("data", values);
        });
        return json.build();
    }

    // The builder takes text, whole numbers and truth values.
    private static JsonValue json(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? JsonValue.TRUE : JsonValue.FALSE;
        }
        return value instanceof Long number ? Json.createValue(number) : JsonFormat.string(value.toString());
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
