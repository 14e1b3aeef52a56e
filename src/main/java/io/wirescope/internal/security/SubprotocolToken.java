package io.wirescope.internal.security;

import io.wirescope.internal.config.Service;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.HeaderFields;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Reads the token among the subprotocols of a handshake, {@code wirescope.bearer.TOKEN}, of all lines of the header. Thread-safe. */
@Service
public class SubprotocolToken implements CredentialSource {

    private final TokenVerifier verifier;

    /** @param verifier judges tokens */
    @Inject
    public SubprotocolToken(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public int order() {
        return SUBPROTOCOL;
    }

    @Override
    public Credential read(HttpServletRequest request) {
        HeaderFields fields = new HeaderFields(request);
        List<String> tokens = fields.hasToken("Upgrade", "websocket") ? Subprotocols.tokens(fields.list(Subprotocols.HEADER))
                : List.of();
        return switch (tokens.size()) {
            case 0 -> Credential.ABSENT;
            case 1 -> verifier.verify(tokens.get(0), Exchange.of(request).clientAddress());
            default -> Credential.bad("The subprotocols must have one token");
        };
    }
}
