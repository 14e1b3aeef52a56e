package io.wirescope.internal.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A response that passes over a caller who has gone: Jersey logs a stack trace for each that does not wait for its
 * answer. What is written without blocking, with a {@link WriteListener}, is not changed.
 */
final class QuietResponse extends HttpServletResponseWrapper {

    private static final Logger LOG = Logger.getLogger(QuietResponse.class.getName());

    private ServletOutputStream output;

    private QuietResponse(HttpServletResponse response) {
        super(response);
    }

    /**
     * {@return a quiet response on Payara, whose Jersey needs it; else the response itself} RESTEasy logs nothing, and
     * on Open Liberty it fails with a wrapped response in an asynchronous dispatch.
     */
    static HttpServletResponse around(HttpServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner.getClass().getName().startsWith("org.apache.catalina.") ? new QuietResponse(response) : response;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (output == null) {
            output = new Output(super.getOutputStream());
        }
        return output;
    }

    /** Writes until that fails. */
    private static final class Output extends ServletOutputStream {

        private final ServletOutputStream out;
        private boolean listened;
        private boolean gone;

        Output(ServletOutputStream out) {
            this.out = out;
        }

        /** One of the methods that write. */
        private interface Writing {
            void run() throws IOException;
        }

        private void write(Writing writing) throws IOException {
            if (gone) {
                return;
            }
            try {
                writing.run();
            } catch (IOException e) {
                if (listened) {
                    throw e;
                }
                gone = true;
                LOG.log(Level.FINE, "Client disconnected before the response was written", e);
            }
        }

        @Override
        public void write(int octet) throws IOException {
            write(() -> out.write(octet));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            write(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() throws IOException {
            write(out::flush);
        }

        @Override
        public void close() throws IOException {
            write(out::close);
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            listened = true;
            out.setWriteListener(listener);
        }
    }
}
