package io.wirescope.internal.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A request whose body has been read. */
final class ReadRequest extends HttpServletRequestWrapper {

    private final RequestTarget target;
    private final ServletInputStream body;

    /**
     * @param request the request, maybe dispatched anew
     * @param target  where it went at first
     * @param bytes   its body
     */
    ReadRequest(HttpServletRequest request, RequestTarget target, byte[] bytes) {
        super(request);
        this.target = target;
        this.body = new Body(bytes);
    }

    @Override
    public String getRequestURI() {
        return target.uri();
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer(target.url());
    }

    @Override
    public String getServletPath() {
        return target.servletPath();
    }

    @Override
    public String getPathInfo() {
        return target.pathInfo();
    }

    @Override
    public String getQueryString() {
        return target.query();
    }

    @Override
    public ServletInputStream getInputStream() {
        return body;
    }

    @Override
    public BufferedReader getReader() {
        String encoding = getCharacterEncoding();
        return new BufferedReader(new InputStreamReader(body,
                encoding == null ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding)));
    }

    /** The bytes of a body. */
    private static final class Body extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        Body(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("The body was already read");
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }
    }
}
