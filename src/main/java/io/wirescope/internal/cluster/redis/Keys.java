package io.wirescope.internal.cluster.redis;

import java.nio.charset.StandardCharsets;

/**
 * The names of keys and channels in the engine. Thread-safe.
 *
 * <p>What belongs to one channel has one of 64 tags, whose slots are spread evenly over a Redis Cluster: the layout is ready for
 * one.
 */
final class Keys {

    private static final int TAGS = 64;
    private static final int SLOTS = 16384;
    private static final int POLYNOMIAL = 0x1021;
    private static final String[] TAG = tags();

    private final String prefix;

    Keys(String prefix) {
        this.prefix = prefix;
    }

    private static String[] tags() {
        String[] tags = new String[TAGS];
        int found = 0;
        for (int i = 0; found < TAGS; i++) {
            String tag = Integer.toString(i, Character.MAX_RADIX);
            int part = slotOf(tag) / (SLOTS / TAGS);
            if (tags[part] == null) {
                tags[part] = tag;
                found++;
            }
        }
        return tags;
    }

    private static int slotOf(String text) {
        int crc = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
        }
        return (crc & 0xffff) % SLOTS;
    }

    private static int tag(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16) & TAGS - 1;
    }

    String meta(String channel) {
        return prefix + ":{" + TAG[tag(channel)] + "}:m:" + channel;
    }

    String list(String channel) {
        return prefix + ":{" + TAG[tag(channel)] + "}:s:" + channel;
    }

    String publications(String channel) {
        return prefix + ":{" + TAG[tag(channel)] + "}:c:" + channel;
    }

    /** {@return the key of a session, by the hash of its token} */
    String session(String hash) {
        return prefix + ":{" + TAG[tag(hash)] + "}:sess:" + hash;
    }
}
