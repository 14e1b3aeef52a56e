package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationServletsTest {

    // These tests' loader has Wirescope's classes and the application's.
    private static HttpServletRequest request(String servletName, String className) {
        ServletRegistration registration = fake(ServletRegistration.class, "getClassName", className);
        Object registered = servletName == null || className == null ? null : registration;
        HttpServletMapping mapping = fake(HttpServletMapping.class, "getServletName", servletName);
        ServletContext context = fake(ServletContext.class, "getServletRegistration", registered);
        return fake(HttpServletRequest.class, Map.of("getHttpServletMapping", mapping, "getServletContext", context),
                "", null);
    }

    private static <T> T fake(Class<T> type, String method, Object result) {
        return fake(type, Map.of(), method, result);
    }

    private static <T> T fake(Class<T> type, Map<String, Object> results, String nullable, Object result) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals(nullable)) {
                return result;
            }
            assertThat(results).containsKey(method.getName());
            return results.get(method.getName());
        }));
    }

    @ParameterizedTest
    @CsvSource({"body, application.BodyServlet", "application.BodyApplication, java.lang.Object"})
    void aServletAndTheServletOfARestApplicationAreTheApplications(String name, String type) {
        assertThat(ApplicationServlets.serve(request(name, type))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"frontend, io.wirescope.internal.http.StaticFileServlet",
        "io.wirescope.internal.rest.WirescopeApplication, java.lang.Object", "default, java.lang.Object",
        "gone, application.NoSuchServlet", "'', application.BodyServlet"})
    void wirescopesTheContainersAndWhatIsNoneAreNot(String name, String type) {
        assertThat(ApplicationServlets.serve(request(name, type))).isFalse();
    }

    @Test
    void norIsARequestThatNoServletAnswers() {
        assertThat(ApplicationServlets.serve(request(null, "application.BodyServlet"))).isFalse();
        assertThat(ApplicationServlets.serve(request("body", null))).isFalse();
    }
}
