package io.wirescope.internal.cluster.redis;

import io.wirescope.internal.cluster.ClusterConfig;
import io.wirescope.internal.config.InvalidSettingException;

/** Thrown when the engine is there and can't be used with these settings. */
final class RefusedException extends Exception {

    private final String key;
    private final String value;
    private final String rule;

    /**
     * @param key   the setting, after {@code wirescope.cluster.redis.}
     * @param value what it is set to
     * @param rule  what would be right, to follow name and value
     */
    RefusedException(String key, String value, String rule) {
        super("wirescope.cluster.redis." + key + " " + rule, null, false, false);
        this.key = key;
        this.value = value;
        this.rule = rule;
    }

    /** {@return what the start fails with} */
    InvalidSettingException toInvalidSetting() {
        return new InvalidSettingException(ClusterConfig.PREFIX + "redis." + key, value, rule);
    }
}
