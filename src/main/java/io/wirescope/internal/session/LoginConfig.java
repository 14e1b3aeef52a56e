package io.wirescope.internal.session;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How browsers log in at the issuer.
 *
 * @param issuer       who knows them: the first of {@code wirescope.security.issuers}
 * @param clientId     as which client of the issuer the gateway asks
 * @param clientSecret what it proves that with, or null for a public client
 * @param scope        what it asks for
 */
public record LoginConfig(String issuer, String clientId, String clientSecret, String scope) {

    private static final String PREFIX = "wirescope.security.";
    private static final String CLIENT_ID = PREFIX + "login.client-id";
    private static final String SECRET_FILE = PREFIX + "login.client-secret-file";

    /**
     * Reads the settings.
     *
     * @return the login, or empty where none is configured
     * @throws InvalidSettingException when one breaks its rule
     */
    static Optional<LoginConfig> from(Settings settings) {
        Optional<String> clientId = settings.optionalText(CLIENT_ID);
        List<String> issuers = settings.list(PREFIX + "issuers");
        if (clientId.isPresent() && issuers.isEmpty()) {
            throw new InvalidSettingException(CLIENT_ID, clientId.get(), "needs " + PREFIX + "issuers, at the first of which"
                    + " browsers log in");
        }
        return clientId.map(id -> new LoginConfig(issuers.get(0), id, secret(settings), settings.text(PREFIX + "login.scope")));
    }

    private static String secret(Settings settings) {
        Optional<String> file = settings.optionalText(SECRET_FILE);
        if (file.isEmpty()) {
            return null;
        }
        try {
            String secret = Files.readString(Path.of(file.get())).strip();
            if (!secret.isEmpty()) {
                return secret;
            }
            throw new InvalidSettingException(SECRET_FILE, file.get(), "must be a file with the secret; it is empty");
        } catch (IOException | InvalidPathException e) {
            throw new InvalidSettingException(SECRET_FILE, file.get(), "must be a file that can be read: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "LoginConfig[" + issuer + ", " + clientId + "]";
    }
}
