package io.wirescope.internal.http;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;

/** Distinguishes the servlets of an application that embeds Wirescope from Wirescope's own and the container's. */
final class ApplicationServlets {

    private static final String OURS = "io.wirescope.";

    private ApplicationServlets() {
    }

    /** {@return whether a servlet of the application's own answers a request} */
    static boolean serve(HttpServletRequest request) {
        String name = request.getHttpServletMapping().getServletName();
        ServletContext application = request.getServletContext();
        ServletRegistration servlet = name == null || name.isEmpty() ? null : application.getServletRegistration(name);
        String type = servlet == null ? null : servlet.getClassName();
        return type != null && !type.startsWith(OURS) && isLoadedBy(application.getClassLoader(), type);
    }

    // the container's servlets come from a loader above the application's
    private static boolean isLoadedBy(ClassLoader loader, String type) {
        try {
            return Class.forName(type, false, loader).getClassLoader() == loader;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
