package io.wirescope.internal.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The few methods of a request and a response that filters call; others fail. */
public final class ServletFakes {

    private ServletFakes() {
    }

    /** {@return a request from 10.0.0.1 with headers, each {@code name: value}; a name may be repeated} */
    static HttpServletRequest request(String... headers) {
        return call("GET", headers);
    }

    /** {@return a request of a method for {@code /api/x}, likewise} */
    static HttpServletRequest call(String httpMethod, String... headers) {
        Map<String, List<String>> byName = new HashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(": ");
            byName.computeIfAbsent(lower(header.substring(0, colon)), name -> new ArrayList<>())
                    .add(header.substring(colon + 2));
        }
        Map<String, Object> attributes = new HashMap<>();
        return fake(HttpServletRequest.class, (proxy, method, args) -> switch (method.getName()) {
            case "getHeader" -> byName.getOrDefault(lower(args[0]), Arrays.asList((String) null)).get(0);
            case "getHeaders" -> Collections.enumeration(byName.getOrDefault(lower(args[0]), List.of()));
            case "getMethod" -> httpMethod;
            case "getRequestURI" -> "/api/x";
            case "getRemoteAddr" -> "10.0.0.1";
            case "isSecure" -> false;
            case "getAttribute" -> attributes.get(args[0]);
            case "setAttribute" -> attributes.put((String) args[0], args[1]);
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static String lower(Object name) {
        return ((String) name).toLowerCase(Locale.ROOT);
    }

    /** What was written to a response. */
    public static final class Answer {

        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int status = 200;
        private int length = -1;

        public HttpServletResponse response() {
            return fake(HttpServletResponse.class, (proxy, method, args) -> {
                switch (method.getName()) {
                    case "setStatus" -> status = (int) args[0];
                    case "setContentLength" -> length = (int) args[0];
                    case "setContentType" -> headers.put("Content-Type", (String) args[0]);
                    case "setHeader" -> headers.put((String) args[0], (String) args[1]);
                    case "addHeader" -> headers.merge((String) args[0], (String) args[1], (one, two) -> one + ", " + two);
                    case "getHeader" -> {
                        return headers.get(args[0]);
                    }
                    case "getOutputStream" -> {
                        return stream();
                    }
                    default -> throw new UnsupportedOperationException(method.toString());
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

        public int status() {
            return status;
        }

        int length() {
            return length;
        }

        /** {@return the headers, by name in any case} */
        public Map<String, String> headers() {
            return headers;
        }

        public String header(String name) {
            return headers.get(name);
        }

        byte[] bytes() {
            return body.toByteArray();
        }

        public String text() {
            return body.toString(StandardCharsets.UTF_8);
        }
    }

    /** {@return an instance of an interface whose methods do what the handler does} */
    public static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
