package io.wirescope.internal.http;

import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;

/** Distinguishes the servlets of an application that embeds Wirescope from Wirescope's own and the container's. */
public final class ApplicationServlets {

    private static final String OURS = "io.wirescope.";

    private ApplicationServlets() {
    }

    /** {@return whether a servlet or a REST resource of the application's own answers a request} */
    public static boolean serve(HttpServletRequest request) {
        String name = request.getHttpServletMapping().getServletName();
        ServletRegistration servlet = name == null || name.isEmpty() ? null
                : request.getServletContext().getServletRegistration(name);
        if (servlet == null) {
            return false;
        }
        // the servlet of REST resources is the container's, under the name of their Application
        return isOfThisWar(servlet.getClassName()) || isOfThisWar(name);
    }

    // The container's servlets come from a loader above. The context's loader is another again on Open Liberty.
    private static boolean isOfThisWar(String type) {
        if (type == null || type.startsWith(OURS)) {
            return false;
        }
        ClassLoader war = ApplicationServlets.class.getClassLoader();
        try {
            return Class.forName(type, false, war).getClassLoader() == war;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
