package io.wirescope.internal.config;

import io.wirescope.envelope.IdSource;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of this server among several, which prefixes the ids of its connections. Without an engine
 * ({@code wirescope.cluster.engine=memory}) there is none. Immutable.
 */
@Service
public class NodeIdentity implements Eager {

    /** No node of a cluster. */
    public static final NodeIdentity NONE = new NodeIdentity((String) null);

    private static final String ENGINE = "wirescope.cluster.engine";
    private static final String NODE_ID = "wirescope.cluster.node-id";
    private static final String MEMORY = "memory";

    /** Between a node's id and what it names; no id of a node has it, and a URL needs no escape for it. */
    private static final char SEPARATOR = '~';

    private static final int MAX_HOST = 59;
    private static final int RANDOM_DIGITS = 4;
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^A-Za-z0-9._-]");

    private final String id;

    private NodeIdentity(String id) {
        this.id = id;
    }

    /**
     * Takes the configured id, or makes one of the host's name and four random hex digits.
     *
     * @param settings has {@code wirescope.cluster.engine} and {@code wirescope.cluster.node-id}
     * @param ids      has the random digits
     * @throws InvalidSettingException when the configured id is not valid
     */
    @Inject
    public NodeIdentity(Settings settings, IdSource ids) {
        this(settings.optionalText(ENGINE).orElse(MEMORY).equals(MEMORY) ? null
                : settings.optionalText(NODE_ID).map(NodeIdentity::checked).orElseGet(() -> generated(ids)));
    }

    private static String checked(String text) {
        if (!isValid(text)) {
            throw new InvalidSettingException(NODE_ID, text,
                    "must be 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit");
        }
        return text;
    }

    private static String generated(IdSource ids) {
        String host = NOT_ALLOWED.matcher(hostName()).replaceAll("-").replaceFirst("^[._-]+", "");
        String name = host.isEmpty() ? "node" : host.substring(0, Math.min(host.length(), MAX_HOST));
        return name + '-' + ids.newSpan().substring(0, RANDOM_DIGITS);
    }

    /** {@return the host's name, or an empty text where it has none} */
    public static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /** {@return a node with an id that was checked, for tests} */
    public static NodeIdentity of(String id) {
        return new NodeIdentity(checked(id));
    }

    /** {@return whether a text may be the id of a node} */
    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    /** {@return the node's id, or empty where the server stands alone} */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** {@return whether the server may be one of several} */
    public boolean isClustered() {
        return id != null;
    }

    /**
     * {@return an id with the node's in front, or the id as it is where the server stands alone}
     *
     * @param local is unique on this node
     */
    public String qualify(String local) {
        return id == null ? local : id + SEPARATOR + local;
    }

    /**
     * {@return the id of the node that an id names, or empty where it names none}
     *
     * @param qualified as {@link #qualify} made it, or any text
     */
    public static Optional<String> nodeOf(String qualified) {
        int end = qualified.indexOf(SEPARATOR);
        return end < 0 ? Optional.empty()
                : Optional.of(qualified.substring(0, end)).filter(NodeIdentity::isValid);
    }
}
