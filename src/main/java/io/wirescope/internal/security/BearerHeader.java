package io.wirescope.internal.security;

import io.wirescope.internal.config.Service;
import io.wirescope.internal.http.Exchange;
import io.wirescope.internal.http.HeaderFields;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Reads {@code Authorization: Bearer} (RFC 6750, section 2.1). Thread-safe. */
@Service
public class BearerHeader implements CredentialSource {

    private static final String SCHEME = "Bearer ";

    private final TokenVerifier verifier;

    /** @param verifier judges tokens */
    @Inject
    public BearerHeader(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public int order() {
        return HEADER;
    }

    @Override
    public Credential read(HttpServletRequest request) {
        List<String> lines = new HeaderFields(request).lines("Authorization");
        if (lines.isEmpty()) {
            return Credential.ABSENT;
        }
        if (lines.size() > 1) {
            return Credential.bad("Authorization must not appear more than once");
        }
        String line = lines.get(0);
        return line.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? verifier.verify(line.substring(SCHEME.length()).strip(), Exchange.of(request).clientAddress())
                : Credential.bad("Authorization must be Bearer and a token");
    }
}
