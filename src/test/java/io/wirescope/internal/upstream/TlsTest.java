package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.TestGateway;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream whose certificate nobody knows, and one whose certificate is in the configured trust store. */
class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;
    private Path store;
    private HttpsServer upstream;

    @BeforeEach
    void start() throws Exception {
        store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keyalg", "EC", "-alias", "upstream", "-dname", "CN=localhost", "-ext", "san=dns:localhost",
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true).start();
        String printed = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(printed).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        upstream = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        upstream.setHttpsConfigurator(new HttpsConfigurator(tls));
        upstream.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        upstream.start();
    }

    @AfterEach
    void stop() {
        upstream.stop(0);
    }

    private Answer call(String... settings) throws Exception {
        TestGateway gateway = new TestGateway(settings);
        Routes routes = new Routes(gateway.settings(), gateway.bus(), gateway.threads(), gateway.clock(), gateway.ids());
        Connection connection = gateway.connect(Peers.envelope("alice"), ScriptedTransport.prompt());
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        routes.find("app.x").orElseThrow().hand(connection, new RoutedMessage("app.x", JsonValue.EMPTY_JSON_OBJECT,
                "2025-08-16T01:36:50Z", "r", null), answer::complete);
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } finally {
            routes.stop();
        }
    }

    private String url() {
        return "https://localhost:" + upstream.getAddress().getPort() + "/";
    }

    @Test
    void aCertificateThatNobodyKnowsIsNoUpstream() throws Exception {
        Answer answer = call("wirescope.routes.app.types", "app.*", "wirescope.routes.app.url", url());

        assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(answer.status()).isEqualTo("SSLHandshakeException");
        assertThat(answer.attempts()).isEqualTo(1);
    }

    @Test
    void oneInTheConfiguredTrustStoreIs() throws Exception {
        Answer answer = call("wirescope.routes.app.types", "app.*", "wirescope.routes.app.url", url(),
                "wirescope.upstream.trust-store", store.toString(), "wirescope.upstream.trust-store-password", PASSWORD);

        assertThat(answer.outcome()).as(answer.toString()).isEqualTo(Outcome.ANSWERED);
        assertThat(answer.type()).isEqualTo("app.x.result");
    }
}
