package io.wirescope.internal.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.IdSource;
import io.wirescope.internal.config.InvalidSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to an engine other than one open server. */
class RedisModesTest {

    private static final String SECRET = "changeit";

    @TempDir
    private Path folder;

    private static Object get(CompletionStage<Object> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private Path store(String name, String host) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "engine", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-storetype", "PKCS12",
                "-keystore", file.toString(), "-storepass", SECRET, "-validity", "2").redirectErrorStream(true).start();
        assertThat(new String(keytool.getInputStream().readAllBytes())).isNotNull();
        assertThat(keytool.waitFor()).isZero();
        return file;
    }

    private static void pem(Path file, String kind, byte[] content) throws IOException {
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content)
                + "\n-----END " + kind + "-----\n");
    }

    private RedisServer encrypted(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET.toCharArray());
        }
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("cert.pem");
        pem(key, "PRIVATE KEY", keys.getKey("engine", SECRET.toCharArray()).getEncoded());
        pem(certificate, "CERTIFICATE", keys.getCertificate("engine").getEncoded());
        return RedisServer.start("--port", "0", "--tls-port", "{port}", "--tls-cert-file", certificate.toString(),
                "--tls-key-file", key.toString(), "--tls-ca-cert-file", certificate.toString(), "--tls-auth-clients", "no",
                "--user", "default", "off", "--user", "wirescope", "on", ">geheim", "~ws1:*", "&ws1:*", "-@all", "+@read",
                "+@write", "+@pubsub", "+@scripting", "+@connection", "-@dangerous", "+info", "+role");
    }

    @Test
    void tlsAndAUserWithFewRights() throws Exception {
        Path store = store("engine", "localhost");
        Path password = Files.writeString(folder.resolve("password"), "geheim\n");
        try (RedisServer redis = encrypted(store)) {
            String url = "rediss://localhost:" + redis.port();
            String[] settings = {"wirescope.cluster.redis.url", url, "wirescope.cluster.redis.user", "wirescope",
                "wirescope.cluster.redis.password-file", password.toString(), "wirescope.cluster.redis.trust-store",
                store.toString(), "wirescope.cluster.redis.trust-store-password", SECRET};
            try (TestEngine test = new TestEngine(redis.port(), settings)) {
                await(() -> test.engine().status().isUp());
                assertThat(get(test.engine().command("SET", "ws1:x", "1"))).isEqualTo("OK");
                assertThatThrownBy(() -> get(test.engine().command("SET", "other", "1"))).hasMessageContaining("NOPERM");
                assertThatThrownBy(() -> get(test.engine().command("FLUSHALL"))).hasMessageContaining("NOPERM");
                assertThat(TestLog.of(test).read("news", null, 0, 10).toCompletableFuture().get(30, TimeUnit.SECONDS)
                        .newest().offset()).isZero();
            }
            settings[7] = store("stranger", "localhost").toString();
            try (TestEngine test = new TestEngine(redis.port(), settings)) {
                await(() -> String.valueOf(test.engine().status().reason()).contains("PKIX"));
            }
            settings[5] = Files.writeString(folder.resolve("password"), "falsch").toString();
            settings[7] = store.toString();
            assertThatThrownBy(() -> new TestEngine(redis.port(), settings)).isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("for user wirescope");
        }
    }

    @Test
    void aReplicaThatASentinelPromotes() throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
            try (TestEngine direct = new TestEngine(master.port())) { // a sentinel asks for replicas at its start
                await(() -> get(direct.engine().command("ROLE")).toString().contains(Integer.toString(replica.port())));
            }
            failOver(master);
        }
    }

    private void failOver(RedisServer master) throws Exception {
        try (RedisServer sentinel = RedisServer.sentinelOf(master);
                TestEngine test = new TestEngine(sentinel.port(), "wirescope.cluster.redis.mode", "sentinel",
                        "wirescope.cluster.redis.master", "main")) {
            await(() -> test.engine().status().isUp());
            String before = test.engine().status().process();
            master.kill();
            await(() -> test.engine().status().isUp() && !before.equals(test.engine().status().process()));
            assertThat(get(test.engine().command("ROLE")).toString()).startsWith("[master");
            String epoch = TestLog.of(test).read("news", null, 0, 1).toCompletableFuture().get(30, TimeUnit.SECONDS).newest()
                    .epoch();
            assertThat(epoch).hasSameSizeAs(IdSource.random().newSpan());
        }
    }
}
