package io.wirescope.internal.security;

import java.util.List;

/** The subprotocols of handshakes: browsers can put a token nowhere else. */
public final class Subprotocols {

    /** The header. */
    public static final String HEADER = "Sec-WebSocket-Protocol";

    /** The one that the server answers with; a client that offers any fails when none comes back. */
    public static final String WIRESCOPE = "wirescope.v1";

    private static final String BEARER = "wirescope.bearer.";

    private Subprotocols() {
    }

    /** {@return the tokens among those that a client offers} */
    static List<String> tokens(List<String> offered) {
        return offered.stream().filter(each -> each.startsWith(BEARER)).map(each -> each.substring(BEARER.length())).toList();
    }

    /** {@return the others} */
    public static List<String> withoutTokens(List<String> offered) {
        return offered.stream().filter(each -> !each.startsWith(BEARER)).toList();
    }
}
