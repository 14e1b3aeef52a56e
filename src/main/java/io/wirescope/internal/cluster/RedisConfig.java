package io.wirescope.internal.cluster;

import static io.wirescope.internal.cluster.ClusterConfig.PREFIX;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the engine is, and how a connection to it is made.
 *
 * @param mode               one server or Sentinel
 * @param addresses          the server, or some of the sentinels; at least one
 * @param isTls              whether connections are encrypted
 * @param master             the name that the sentinels know the master by; null unless with Sentinel
 * @param user               the ACL user, or null for the default one
 * @param password           the password, or null
 * @param passwordFile       a file with the password, read at each connect, or null
 * @param trustStore         whom servers have to be certified by; null for the JVM's trust store
 * @param isPersistenceKept  whether places stay valid when another process of the engine has the data
 */
public record RedisConfig(Mode mode, List<Address> addresses, boolean isTls, String master, String user, String password,
        Path passwordFile, Store trustStore, boolean isPersistenceKept) {

    private static final String KEY = PREFIX + "redis.";
    private static final String URL_RULE =
            "must be redis://HOST[:PORT] or rediss://HOST[:PORT], several separated by commas, without user, password or path";
    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final int MAX_PORT = 65535;

    /** How several processes of the engine are one. */
    public enum Mode {
        /** One server. */
        SINGLE,
        /** A master with replicas, watched by sentinels. */
        SENTINEL
    }

    /**
     * Where a process listens.
     *
     * @param host a name or an address
     * @param port from 1 to 65535
     */
    public record Address(String host, int port) {

        @Override
        public String toString() {
            return host + ':' + port;
        }
    }

    /**
     * A key store.
     *
     * @param file     a PKCS12 or JKS file
     * @param password its password, or null
     */
    public record Store(Path file, String password) {

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** Says nothing of the password. */
    @Override
    public String toString() {
        return mode + " " + addresses;
    }

    /**
     * Reads the settings.
     *
     * @throws InvalidSettingException when one can't be used
     */
    static RedisConfig from(Settings settings) {
        Mode mode = ClusterConfig.choice(settings, "redis.mode", Mode.class);
        List<String> urls = settings.list(KEY + "url");
        if (urls.isEmpty()) {
            throw new InvalidSettingException(KEY + "url", "", "must be set with " + PREFIX + "engine=redis; it " + URL_RULE);
        }
        List<Address> addresses = new ArrayList<>();
        for (String url : urls) {
            addresses.add(address(url, mode == Mode.SENTINEL ? SENTINEL_PORT : PORT));
        }
        boolean tls = urls.get(0).startsWith("rediss:");
        if (urls.stream().anyMatch(url -> url.startsWith("rediss:") != tls)) {
            throw new InvalidSettingException(KEY + "url", String.join(",", urls), "must be all redis:// or all rediss://");
        }
        if (mode == Mode.SINGLE && addresses.size() > 1) {
            throw new InvalidSettingException(KEY + "url", String.join(",", urls),
                    "must be one address with " + KEY + "mode=single");
        }
        Optional<String> password = settings.optionalText(KEY + "password");
        Optional<Path> file = settings.optionalText(KEY + "password-file").map(RedisConfig::readable);
        if (password.isPresent() && file.isPresent()) {
            throw new InvalidSettingException(KEY + "password-file", file.get().toString(),
                    "must not be set together with " + KEY + "password");
        }
        return new RedisConfig(mode, List.copyOf(addresses), tls, master(settings, mode),
                settings.optionalText(KEY + "user").orElse(null), password.orElse(null), file.orElse(null),
                store(settings, tls), settings.flag(KEY + "trust-persistence"));
    }

    private static Address address(String url, int defaultPort) {
        try {
            URI uri = new URI(url);
            boolean plain = uri.getUserInfo() == null && (uri.getPath() == null || uri.getPath().length() <= 1)
                    && uri.getQuery() == null && uri.getFragment() == null;
            boolean known = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            if (plain && known && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= MAX_PORT) {
                return new Address(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? defaultPort : uri.getPort());
            }
        } catch (URISyntaxException e) {
            throw new InvalidSettingException(KEY + "url", withoutSecret(url), URL_RULE);
        }
        throw new InvalidSettingException(KEY + "url", withoutSecret(url), URL_RULE);
    }

    private static String withoutSecret(String url) {
        return url.replaceFirst("//[^/]*@", "//***@");
    }

    private static String master(Settings settings, Mode mode) {
        Optional<String> master = settings.optionalText(KEY + "master");
        if (mode == Mode.SENTINEL && master.isEmpty()) {
            throw new InvalidSettingException(KEY + "master", "", "must be set with " + KEY + "mode=sentinel");
        }
        return mode == Mode.SENTINEL ? master.get() : null;
    }

    private static Store store(Settings settings, boolean tls) {
        Optional<Path> file = settings.optionalText(KEY + "trust-store").map(RedisConfig::readable);
        if (file.isPresent() && !tls) {
            throw new InvalidSettingException(KEY + "trust-store", file.get().toString(),
                    "must not be set unless " + KEY + "url begins with rediss://");
        }
        return file.map(path -> new Store(path, settings.optionalText(KEY + "trust-store-password").orElse(null))).orElse(null);
    }

    private static Path readable(String file) {
        try {
            Path path = Path.of(file);
            if (Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new InvalidSettingException(KEY + "password-file or trust-store", file, "must be a readable file");
        }
        throw new InvalidSettingException(KEY + "password-file or trust-store", file, "must be a readable file");
    }

    /**
     * {@return the password as it is now, or empty where there is none}
     *
     * @throws IOException when its file can't be read
     */
    public Optional<String> currentPassword() throws IOException {
        return passwordFile == null ? Optional.ofNullable(password)
                : Optional.of(Files.readString(passwordFile, StandardCharsets.UTF_8).strip());
    }
}
