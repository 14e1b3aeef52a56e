package io.wirescope.delivery;

import io.wirescope.connection.Role;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which clients may publish where: {@code wirescope.channels.publish}. Immutable. */
final class PublishRules {

    private static final String KEY = "wirescope.channels.publish";
    private static final String RULE = "must be a list of CHANNEL, PREFIX* or either with @ROLE+ROLE, where ROLE is frontend,"
            + " admin or test, and none is of events";

    private final List<Grant> grants;

    private PublishRules(List<Grant> grants) {
        this.grants = grants;
    }

    /**
     * Where the clients of some roles may publish.
     *
     * @param name     a channel, or how its name begins
     * @param isPrefix whether it is how the name begins
     * @param roles    who may
     */
    private record Grant(String name, boolean isPrefix, Set<Role> roles) {

        boolean covers(Role role, String channel) {
            return roles.contains(role) && (isPrefix ? channel.startsWith(name) && isMeant(channel) : channel.equals(name));
        }

        // A prefix that was meant for an application's channels does not open those that reach everybody or one client.
        private boolean isMeant(String channel) {
            return !channel.equals(ChannelName.BROADCAST)
                    && ChannelName.isOfClient(channel) == ChannelName.isOfClient(name)
                    && ChannelName.isOfRole(channel) == ChannelName.isOfRole(name);
        }
    }

    /**
     * Reads the setting.
     *
     * @throws InvalidSettingException when an entry can't be read
     */
    static PublishRules from(Settings settings) {
        return new PublishRules(settings.list(KEY).stream().map(PublishRules::grant).toList());
    }

    // A channel's name may hold @; what follows the last one is the roles.
    private static Grant grant(String entry) {
        int at = entry.lastIndexOf('@');
        String pattern = at < 0 ? entry : entry.substring(0, at);
        boolean isPrefix = pattern.endsWith("*");
        String name = isPrefix ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (name.contains("*") || ChannelName.isOfEvents(name) || !isPrefix && !ChannelName.isValid(name)) {
            throw new InvalidSettingException(KEY, entry, RULE);
        }
        return new Grant(name, isPrefix, at < 0 ? EnumSet.allOf(Role.class) : roles(entry, entry.substring(at + 1)));
    }

    private static Set<Role> roles(String entry, String names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names.split("\\+", -1)) {
            roles.add(Role.of(name.strip()).orElseThrow(() -> new InvalidSettingException(KEY, entry, RULE)));
        }
        return roles;
    }

    /** {@return whether nobody may publish anywhere} */
    boolean isEmpty() {
        return grants.isEmpty();
    }

    /** {@return whether clients of a role may publish to a channel; never to one of events} */
    boolean permit(Role role, String channel) {
        return !ChannelName.isOfEvents(channel) && grants.stream().anyMatch(grant -> grant.covers(role, channel));
    }
}
