package org.glassfish.tyrus.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A handler that opens its session as Tyrus does: after it has set its read listener. */
public class TyrusHttpUpgradeHandler implements HttpUpgradeHandler, ReadListener {

    public final List<String> calls = new ArrayList<>();

    /** What its opening fails with, or null. */
    public RuntimeException failure;

    /** Whether the session's opening closes it. */
    public boolean closes;

    @Override
    public void init(WebConnection connection) {
        try {
            connection.getInputStream().setReadListener(this);
            calls.add("open");
            if (failure != null) {
                throw failure;
            }
            if (closes) {
                connection.close();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void destroy() {
        calls.add("destroy");
    }

    @Override
    public void onDataAvailable() {
        calls.add("data");
    }

    @Override
    public void onAllDataRead() {
        calls.add("all");
    }

    @Override
    public void onError(Throwable failed) {
        calls.add("error");
    }
}
