package io.wirescope.internal.upstream;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom HTTPS upstreams have to be certified by: the JVM's trust store, or the one that is configured. */
final class TrustStore {

    private static final String KEY = "wirescope.upstream.trust-store";
    private static final String RULE = "must be a readable PKCS12 or JKS file, with its password in " + KEY + "-password";

    private TrustStore() {
    }

    /**
     * {@return TLS with the configured trust store, or empty for the JVM's}
     *
     * @throws InvalidSettingException when it can't be read
     */
    static Optional<SSLContext> from(Settings settings) {
        return settings.optionalText(KEY).map(file -> {
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                KeyStore store = KeyStore.getInstance("PKCS12"); // reads JKS too
                store.load(in, settings.optionalText(KEY + "-password").map(String::toCharArray).orElse(null));
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                SSLContext tls = SSLContext.getInstance("TLS");
                tls.init(null, trust.getTrustManagers(), null);
                return tls;
            } catch (IOException | GeneralSecurityException | InvalidPathException e) {
                throw new InvalidSettingException(KEY, file, RULE);
            }
        });
    }
}
