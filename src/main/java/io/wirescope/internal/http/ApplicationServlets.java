package io.wirescope.internal.http;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;

/** Distinguishes the servlets of an application that embeds Wirescope from Wirescope's own and the container's. */
final class ApplicationServlets {

    private static final String OURS = "io.wirescope.";

    private ApplicationServlets() {
    }

    /** {@return whether a servlet or a REST resource of the application's own answers a request} */
    static boolean serve(HttpServletRequest request) {
        String name = request.getHttpServletMapping().getServletName();
        ServletContext application = request.getServletContext();
        ServletRegistration servlet = name == null || name.isEmpty() ? null : application.getServletRegistration(name);
        if (servlet == null) {
            return false;
        }
        ClassLoader loader = application.getClassLoader();
        // the servlet of REST resources is the container's, under the name of their Application
        return isOf(loader, servlet.getClassName()) || isOf(loader, name);
    }

    // the container's servlets come from a loader above the application's
    private static boolean isOf(ClassLoader application, String type) {
        if (type == null || type.startsWith(OURS)) {
            return false;
        }
        try {
            return Class.forName(type, false, application).getClassLoader() == application;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
