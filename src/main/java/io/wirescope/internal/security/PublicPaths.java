package io.wirescope.internal.security;

import java.util.Set;
import java.util.regex.Pattern;

/** The addresses that need no caller: static files, health, and the descriptions of the API and the protocol. */
final class PublicPaths {

    private static final Set<String> EXACT =
            Set.of("", "/", "/index.html", "/favicon.ico", "/dashboard", "/client", "/docs", "/health", "/openapi",
                    "/asyncapi.yaml", "/login/options", "/login/start", "/login/callback");
    private static final Set<String> BELOW =
            Set.of("/dashboard/", "/client/", "/docs/", "/schemas/", "/health/", "/openapi/");

    /** What a container may read as another path: parameters, escapes, empty and dot segments. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[;%\\\\]|//|/\\.");

    private PublicPaths() {
    }

    /**
     * {@return whether a path is public}
     *
     * @param path as it was sent, without the context path
     */
    static boolean include(String path) {
        return !AMBIGUOUS.matcher(path).find() && (EXACT.contains(path) || BELOW.stream().anyMatch(path::startsWith));
    }
}
