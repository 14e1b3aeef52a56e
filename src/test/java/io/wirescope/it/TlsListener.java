package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where a server is to listen over TLS, and with which certificate: one for localhost and 127.0.0.1, which only who has the
 * trust store trusts.
 *
 * @param port       the port
 * @param keyStore   a PKCS12 file with the certificate and its key
 * @param trustStore a PKCS12 file with the certificate alone
 */
record TlsListener(int port, Path keyStore, Path trustStore) {

    private static final String PASSWORD = "changed-it";
    private static final String ALIAS = "wirescope";

    /** Makes a certificate, by the JDK's keytool. */
    static TlsListener make(Path folder) throws Exception {
        TlsListener made = new TlsListener(ServerProcess.freePort(), folder.resolve("tls.p12"), folder.resolve("trust.p12"));
        made.keytool("-genkeypair", "-alias", ALIAS, "-keyalg", "RSA", "-keysize", "2048", "-validity", "2", "-dname",
                "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-keystore", made.keyStore.toString());
        String certificate = folder.resolve("tls.pem").toString();
        made.keytool("-exportcert", "-alias", ALIAS, "-rfc", "-file", certificate, "-keystore", made.keyStore.toString());
        made.keytool("-importcert", "-noprompt", "-alias", ALIAS, "-file", certificate, "-keystore",
                made.trustStore.toString());
        return made;
    }

    private void keytool(String... arguments) throws Exception {
        ProcessBuilder keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        keytool.command().addAll(List.of(arguments));
        keytool.command().addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = keytool.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    String password() {
        return PASSWORD;
    }

    /** {@return the certificate's name in its file} */
    String alias() {
        return ALIAS;
    }

    /** {@return what WildFly's and Open Liberty's configuration for TLS reads} */
    Map<String, String> environment() {
        return Map.of("TLS_PORT", Integer.toString(port), "TLS_KEYSTORE", keyStore.toString(), "TLS_KEYSTORE_PASSWORD", PASSWORD);
    }

    /** {@return options of a JVM that is to trust the certificate} */
    String trustOptions() {
        return "-Djavax.net.ssl.trustStore=" + trustStore + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD
                + " -Djavax.net.ssl.trustStoreType=PKCS12";
    }

    /** {@return what has the certificate, and trusts it} */
    SSLContext context() throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(keyStore), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(trustStore));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
