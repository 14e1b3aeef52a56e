package io.wirescope.internal.cluster.redis;

import io.wirescope.internal.cluster.RedisConfig;
import io.wirescope.internal.cluster.RedisConfig.Address;
import io.wirescope.internal.cluster.RedisConfig.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Makes connections to the engine. Thread-safe; methods wait for the network. */
final class Connector {

    /** The oldest engine whose scripts and lists do what is asked of them. */
    private static final int LEAST_VERSION = 7;

    private final RedisConfig config;
    private final int timeoutMillis;

    /** @param patience how long a connect, and each reply, may take */
    Connector(RedisConfig config, Duration patience) {
        this.config = config;
        this.timeoutMillis = (int) patience.toMillis();
    }

    /**
     * {@return a connection to the process that has the data}
     *
     * @throws RefusedException when the engine is not what it has to be
     * @throws IOException      when it can't be reached
     */
    Link open() throws IOException, RefusedException {
        return open(config.mode() == Mode.SENTINEL ? master() : config.addresses().get(0));
    }

    /** {@return a connection to the process at an address} */
    Link open(Address address) throws IOException, RefusedException {
        Link link = connect(address, true);
        try {
            String info = (String) link.ask("INFO", "server");
            String version = field(info, "redis_version");
            if (Integer.parseInt(version.replaceAll("\\..*", "")) < LEAST_VERSION) {
                throw new RefusedException("url", address.toString(), "must be an engine of version " + LEAST_VERSION
                        + " or later, and is of version " + version);
            }
            link.of(field(info, "run_id"));
            if (info.contains("redis_mode:cluster")) {
                throw new RefusedException("url", address.toString(), "must not be a server of a Redis Cluster");
            }
            requireMaster(link);
            return link;
        } catch (JedisDataException e) {
            link.end();
            throw refused(address, e);
        } catch (JedisException | NumberFormatException e) {
            link.end();
            throw new IOException("No reply of " + address + ": " + e.getMessage(), e);
        } catch (IOException | RefusedException | RuntimeException e) {
            link.end();
            throw e;
        }
    }

    private void requireMaster(Link link) throws IOException {
        if (!"master".equals(((List<?>) link.ask("ROLE")).get(0))) {
            throw new IOException("The process is a replica");
        }
    }

    private Address master() throws IOException, RefusedException {
        IOException failure = null;
        for (Address sentinel : config.addresses()) {
            try {
                Link link = connect(sentinel, false);
                try {
                    Object reply = link.ask("SENTINEL", "get-master-addr-by-name", config.master());
                    if (reply instanceof List<?> place) {
                        return new Address((String) place.get(0), Integer.parseInt((String) place.get(1)));
                    }
                    failure = new IOException("Sentinel " + sentinel + " knows no master " + config.master());
                } catch (JedisException e) {
                    failure = new IOException("No reply of sentinel " + sentinel + ": " + e.getMessage(), e);
                } finally {
                    link.end();
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static String field(String info, String name) throws IOException {
        for (String line : info.split("\r?\n")) {
            if (line.startsWith(name + ':')) {
                return line.substring(name.length() + 1);
            }
        }
        throw new IOException("INFO server has no " + name);
    }

    private Link connect(Address address, boolean authenticated) throws IOException, RefusedException {
        Socket socket = socket(address);
        try {
            DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder().resp2()
                    .timeoutMillis(timeoutMillis).clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
            if (authenticated) {
                config.currentPassword().ifPresent(client::password);
                if (config.user() != null) {
                    client.user(config.user());
                }
            }
            return new Link(socket, client.build());
        } catch (JedisDataException e) {
            socket.close();
            throw refused(address, e);
        } catch (JedisException e) {
            socket.close();
            throw new IOException("No reply of " + address + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private RefusedException refused(Address address, JedisDataException e) throws IOException {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("WRONGPASS") || message.contains("invalid password") || message.contains("without any password")) {
            return new RefusedException("password", "***", "is not accepted by " + address
                    + (config.user() == null ? "" : " for user " + config.user()));
        }
        if (message.startsWith("NOAUTH")) {
            return new RefusedException("password", "", "must be set, because " + address + " requires one");
        }
        if (message.startsWith("NOPERM")) {
            return new RefusedException("user", config.user() == null ? "" : config.user(), "lacks a permission: " + message);
        }
        throw new IOException(address + " refused: " + message, e);
    }

    private Socket socket(Address address) throws IOException, RefusedException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.setSoTimeout(timeoutMillis);
            plain.connect(new InetSocketAddress(address.host(), address.port()), timeoutMillis);
            return config.isTls() ? encrypted(plain, address) : plain;
        } catch (IOException e) {
            plain.close();
            throw new IOException("Can't reach " + address + ": " + e.getMessage(), e);
        } catch (RefusedException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Socket encrypted(Socket plain, Address address) throws IOException, RefusedException {
        SSLSocket socket = (SSLSocket) tls().createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate's name has to be the host's
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private SSLSocketFactory tls() throws IOException, RefusedException {
        if (config.trustStore() == null) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        String password = config.trustStore().password();
        try (InputStream in = Files.newInputStream(config.trustStore().file())) {
            KeyStore store = KeyStore.getInstance("PKCS12"); // reads JKS too
            store.load(in, password == null ? null : password.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new RefusedException("trust-store", config.trustStore().toString(),
                    "must be a readable PKCS12 or JKS file, with its password in trust-store-password");
        }
    }
}
