package io.wirescope.internal.security;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.identity.SecurityRole;
import jakarta.json.JsonArrayBuilder;

/** What refused callers are told. */
public final class SecurityErrors {

    /** The error of a request under a name that is not the server's: with 421. */
    static final ErrorBody MISDIRECTED =
            ErrorBody.of("MISDIRECTED_REQUEST", "This server does not answer to that name; see wirescope.http.allowed-hosts");

    private SecurityErrors() {
    }

    /** {@return the error of a caller from elsewhere, in mode local: with 403} */
    static ErrorBody notConfigured() {
        return new ErrorBody("SECURITY_NOT_CONFIGURED", "Only callers on this machine are served until " + SecurityConfig.MODE
                + " is set: to token, with where credentials come from, or to open",
                JsonFormat.object().add("key", SecurityConfig.MODE).build());
    }

    /**
     * {@return the error of a request whose credential is missing or not good}
     *
     * @param credential what it had; not a good one
     */
    public static ErrorBody of(Credential credential) {
        return switch (credential.state()) {
            case BAD -> ErrorBody.of(ErrorCode.INVALID_TOKEN.name(), credential.reason());
            case EXPIRED -> ErrorBody.of(ErrorCode.TOKEN_EXPIRED.name(), credential.reason());
            case FOREIGN -> ErrorBody.of("ORIGIN_NOT_ALLOWED", credential.reason());
            case UNKNOWN -> ErrorBody.of("UNAVAILABLE", credential.reason());
            case LIMITED -> ErrorBody.of(ErrorCode.RATE_LIMITED.name(), credential.reason());
            default -> ErrorBody.of(ErrorCode.AUTHENTICATION_REQUIRED.name(),
                    "A credential is required: Authorization: Bearer TOKEN");
        };
    }

    /** {@return the status that goes with {@link #of}} */
    public static int status(Credential credential) {
        return switch (credential.state()) {
            case FOREIGN -> 403;
            case UNKNOWN -> 503;
            case LIMITED -> 429;
            default -> 401;
        };
    }

    /** {@return the value of {@code WWW-Authenticate} with 401 (RFC 6750, section 3)} */
    public static String challenge(Credential credential) {
        return credential.state() == Credential.State.ABSENT ? "Bearer realm=\"wirescope\""
                : "Bearer realm=\"wirescope\", error=\"invalid_token\"";
    }

    /** {@return the error of a caller who has none of the roles that a call needs: with 403} */
    public static ErrorBody missingRole(SecurityRole... wanted) {
        JsonArrayBuilder names = JsonFormat.array();
        for (SecurityRole role : wanted) {
            names.add(role.wireName());
        }
        return new ErrorBody(ErrorCode.NOT_PERMITTED.name(), "This needs another role",
                JsonFormat.object().add("roles", names).build());
    }
}
