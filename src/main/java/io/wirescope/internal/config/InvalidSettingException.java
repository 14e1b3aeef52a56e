package io.wirescope.internal.config;

/** A setting that can't be used: the application does not start with it. */
public final class InvalidSettingException extends IllegalArgumentException {

    /**
     * @param key   the setting's name
     * @param value what was configured
     * @param rule  what would be right, to follow the name and value
     */
    public InvalidSettingException(String key, String value, String rule) {
        super("Invalid setting " + key + "=" + value + ": " + rule);
    }
}
