package io.wirescope.socket;

import io.wirescope.http.Exchange;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A handshake from 10.0.0.1 and what it is answered: the few servlet methods that the filter calls; others fail. */
final class HandshakeExchange {

    private final String path;
    private final String query;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private int status;

    /** An upgrade that nothing is wrong with. */
    HandshakeExchange(String path, String query) {
        this.path = path;
        this.query = query;
        with("Host", "localhost:8080").with("Upgrade", "websocket").with("Connection", "keep-alive, Upgrade")
                .with("Sec-WebSocket-Version", "13").with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    HandshakeExchange with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    HandshakeExchange without(String header) {
        headers.remove(header);
        return this;
    }

    HandshakeExchange method(String other) {
        method = other;
        return this;
    }

    HttpServletRequest request() {
        return fake(HttpServletRequest.class, (proxy, called, args) -> switch (called.getName()) {
            case "getMethod" -> method;
            case "getContextPath" -> "";
            case "getRequestURI" -> path;
            case "getQueryString" -> query;
            case "getHeader" -> headers.get((String) args[0]);
            case "getAttribute" -> args[0].equals(Exchange.class.getName())
                    ? new Exchange("http-request", null, null, "10.0.0.1", 0) : null;
            default -> throw new UnsupportedOperationException(called.toString());
        });
    }

    HttpServletResponse response() {
        return fake(HttpServletResponse.class, (proxy, called, args) -> {
            switch (called.getName()) {
                case "setStatus" -> status = (int) args[0];
                case "setContentLength", "setContentType" -> { }
                case "setHeader" -> answered.put((String) args[0], (String) args[1]);
                case "getOutputStream" -> {
                    return stream();
                }
                default -> throw new UnsupportedOperationException(called.toString());
            }
            return null;
        });
    }

    private ServletOutputStream stream() {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(int octet) {
                body.write(octet);
            }
        };
    }

    /** {@return the status of a refusal, or 0} */
    int status() {
        return status;
    }

    Map<String, String> answered() {
        return answered;
    }

    String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
