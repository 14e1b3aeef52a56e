package io.wirescope.internal.cluster.redis;

import io.wirescope.internal.cluster.ClusterConfig;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Checks, at the start, that the engine can be used. */
final class StartCheck {

    private static final Logger LOG = Logger.getLogger(StartCheck.class.getName());

    /** The version of what the keys hold. */
    private static final String LAYOUT = "1";

    private final ClusterConfig config;
    private final Connector connector;

    StartCheck(ClusterConfig config, Connector connector) {
        this.config = config;
        this.connector = connector;
    }

    /**
     * Connects and checks.
     *
     * @throws RefusedException when the engine can't be used with these settings
     * @throws IOException      when it can't be reached
     */
    void check() throws IOException, RefusedException {
        try (Link link = connector.open()) {
            requireOwnKeys(link);
            warnOfEviction(link);
        } catch (JedisDataException e) {
            throw new RefusedException("user", String.valueOf(config.redis().user()), "lacks a permission: " + e.getMessage());
        } catch (JedisException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String key(ClusterConfig config) {
        return config.prefix() + ":{layout}";
    }

    /** Marks the prefix as ours, where it is not: an engine that has lost its data has lost the mark too. */
    static void mark(ClusterConfig config, Link link) {
        link.ask("SET", key(config), LAYOUT, "NX");
    }

    // One key, which every server of this layout sets, tells whose the prefix is.
    private void requireOwnKeys(Link link) throws RefusedException, IOException {
        String key = key(config);
        Object type = link.ask("TYPE", key);
        if ("none".equals(type)) {
            requireNoKeys(link);
            mark(config, link);
        } else if (!"string".equals(type) || !LAYOUT.equals(link.ask("GET", key))) {
            throw foreign(key);
        }
    }

    private void requireNoKeys(Link link) throws RefusedException {
        List<?> page = (List<?>) link.ask("SCAN", "0", "MATCH", config.prefix() + ":*", "COUNT", "1000");
        List<?> keys = (List<?>) page.get(1);
        if (!keys.isEmpty()) {
            throw foreign(String.valueOf(keys.get(0)));
        }
    }

    private RefusedException foreign(String key) {
        return new RefusedException("url", config.redis().addresses().get(0).toString(), "holds keys of another application below "
                + ClusterConfig.PREFIX + "prefix=" + config.prefix() + ", such as " + key + "; choose another prefix");
    }

    private void warnOfEviction(Link link) {
        String info = (String) link.ask("INFO", "memory");
        for (String line : info.split("\r?\n")) {
            if (line.startsWith("maxmemory_policy:") && !line.endsWith(":noeviction")) {
                LOG.log(Level.WARNING, "Cluster engine evicts keys policy={0} required=noeviction; channels may lose"
                        + " their history, and clients are told of gaps", line.substring("maxmemory_policy:".length()));
            }
        }
    }
}
