package io.wirescope.internal.upstream;

import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the settings of routes, {@code wirescope.routes.NAME.*}, and of life-cycle hooks, {@code wirescope.hooks.NAME.*}.
 * Their names are found among the names of all properties, also in the form that environment variables have (MicroProfile
 * Config 3.1, "Environment Variables Mapping Rules").
 */
final class RouteSettings {

    static final String ROUTES = "wirescope.routes.";
    static final String HOOKS = "wirescope.hooks.";

    /** What stands for a secret in a message. */
    static final String HIDDEN = "(hidden)";

    static final String NAME_RULE = "must be lower-case letters, digits and hyphens, such as orders";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final String HEADERS = ".headers.";
    private static final Set<String> KEYS = Set.of("types", "url", "timeout", "max-in-flight", "queue", "ordered",
            "idempotent", "secret", "breaker-calls", "breaker-failure-ratio", "breaker-delay");
    private static final Set<String> HOOK_KEYS = Set.of("url", "timeout", "max-in-flight", "queue", "secret",
            "on-failure", "breaker-calls", "breaker-failure-ratio", "breaker-delay");
    private static final int ROUTE_QUEUE = 1000;
    private static final int BREAKER_CALLS = 20;

    /** All connections of a server may end at once, and none must go unreported for that. */
    private static final int HOOK_QUEUE = 100_000;

    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    private final Settings settings;

    RouteSettings(Settings settings) {
        this.settings = settings;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * {@return the names of what is configured below a prefix, in alphabetical order}
     *
     * @throws InvalidSettingException when a key below it is not known
     */
    Set<String> names(String prefix) {
        Set<String> keys = prefix.equals(ROUTES) ? KEYS : HOOK_KEYS;
        Set<String> names = new TreeSet<>();
        for (String property : settings.names()) {
            if (property.startsWith(prefix)) {
                names.add(name(property, prefix, keys));
            } else {
                environmentName(property, prefix, keys).ifPresent(names::add);
            }
        }
        return names;
    }

    private String name(String property, String prefix, Set<String> keys) {
        String rest = property.substring(prefix.length());
        int dot = rest.indexOf('.');
        String name = dot < 0 ? rest : rest.substring(0, dot);
        String key = dot < 0 ? "" : rest.substring(dot + 1);
        if (!isName(name)) {
            throw new InvalidSettingException(property, shown(property, key), "the name " + NAME_RULE);
        }
        if (!keys.contains(key) && !rest.startsWith(HEADERS, dot)) {
            throw new InvalidSettingException(property, shown(property, key), "is not known; there are "
                    + String.join(", ", new TreeSet<>(keys)) + " and headers.NAME");
        }
        return name;
    }

    private String shown(String property, String key) {
        return key.contains("secret") || key.startsWith("headers") ? HIDDEN
                : settings.optionalText(property).orElse("");
    }

    private static Optional<String> environmentName(String property, String prefix, Set<String> keys) {
        String start = environment(prefix);
        if (!property.startsWith(start)) {
            return Optional.empty();
        }
        String rest = property.substring(start.length());
        return keys.stream().map(key -> "_" + environment(key)).filter(rest::endsWith)
                .map(end -> rest.substring(0, rest.length() - end.length())).filter(name -> !name.isEmpty())
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-')).filter(RouteSettings::isName)
                .min((one, other) -> one.length() - other.length()); // of "failure-ratio" and "ratio" the longer key
    }

    private static String environment(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /**
     * Reads a route.
     *
     * @param name         its name
     * @param handledTypes the types of a handler with that name, or empty where there is none
     * @throws InvalidSettingException when a setting can't be used
     */
    RouteConfig route(String name, List<String> handledTypes) {
        String prefix = ROUTES + name + '.';
        List<String> types = settings.list(prefix + "types");
        Optional<URI> url = url(prefix);
        if (url.isEmpty() && handledTypes.isEmpty()) {
            throw new InvalidSettingException(prefix + "url", "", "must be an http or https URL: there is no handler"
                    + " with the route " + name);
        }
        if (url.isPresent() && !handledTypes.isEmpty()) {
            throw new InvalidSettingException(prefix + "url", url.get().toString(),
                    "must not be set: there is a handler with the route " + name);
        }
        if (types.isEmpty() && handledTypes.isEmpty()) {
            throw new InvalidSettingException(prefix + "types", "", "must be types such as order.create or order.*");
        }
        return config(prefix, name, types.isEmpty() ? handledTypes : types, url,
                flag(prefix + "ordered", true), flag(prefix + "idempotent", false), ROUTE_QUEUE, BREAKER_CALLS, 2);
    }

    /** {@return the patterns of a route as they are to be named in a message, and by which key} */
    static String typesKey(String name) {
        return ROUTES + name + ".types";
    }

    /** Reads a hook. */
    RouteConfig hook(Hook hook, boolean handled) {
        String prefix = HOOKS + hook.settingName() + '.';
        Optional<URI> url = url(prefix);
        if (url.isEmpty() && !handled) {
            throw new InvalidSettingException(prefix + "url", "", "must be an http or https URL: there is no handler"
                    + " of " + hook.type());
        }
        if (url.isPresent() && handled) {
            throw new InvalidSettingException(prefix + "url", url.get().toString(),
                    "must not be set: there is a handler of " + hook.type());
        }
        return config(prefix, "hook." + hook.settingName(), List.of(hook.type()), url, true, true, HOOK_QUEUE,
                hook.isNotification() ? 0 : BREAKER_CALLS, hook.attempts());
    }

    /** {@return whether a hook that fails lets pass what it was asked for} */
    boolean allowsOnFailure(Hook hook) {
        String key = HOOKS + hook.settingName() + ".on-failure";
        String text = settings.optionalText(key).orElse("refuse");
        return switch (text) {
            case "refuse" -> false;
            case "allow" -> true;
            default -> throw new InvalidSettingException(key, text, "must be refuse or allow");
        };
    }

    private RouteConfig config(String prefix, String name, List<String> types, Optional<URI> url, boolean ordered,
            boolean idempotent, int queue, int breakerCalls, int attempts) {
        return new RouteConfig(name, types, url,
                duration(prefix + "timeout", "PT5S", MAX_TIMEOUT),
                integer(prefix + "max-in-flight", 64, 1, 10_000),
                integer(prefix + "queue", queue, 0, 1_000_000),
                ordered, idempotent,
                settings.optionalText(prefix + "secret"),
                headers(prefix),
                integer(prefix + "breaker-calls", breakerCalls, 0, 10_000),
                ratio(prefix + "breaker-failure-ratio"),
                duration(prefix + "breaker-delay", "PT5S", Duration.ofHours(1)),
                attempts);
    }

    private Optional<URI> url(String prefix) {
        String key = prefix + "url";
        return settings.optionalText(key).map(text -> {
            try {
                URI url = new URI(text);
                if (url.getHost() != null && url.getRawFragment() == null && url.getRawUserInfo() == null
                        && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                    return url;
                }
            } catch (URISyntaxException e) {
                // reported below, with the rule
            }
            throw new InvalidSettingException(key, text.contains("@") ? HIDDEN : text,
                    "must be an absolute http or https URL without user and fragment");
        });
    }

    private Map<String, String> headers(String prefix) {
        String start = prefix + HEADERS.substring(1);
        String inEnvironment = environment(start);
        Map<String, String> headers = new HashMap<>();
        for (String property : settings.names()) {
            if (property.startsWith(start)) {
                put(headers, property.substring(start.length()), property);
            } else if (property.startsWith(inEnvironment)) {
                put(headers, property.substring(inEnvironment.length()).toLowerCase(Locale.ROOT).replace('_', '-'),
                        property);
            }
        }
        return headers;
    }

    private void put(Map<String, String> headers, String name, String property) {
        String value = settings.optionalText(property).orElse("");
        try {
            HttpRequest.newBuilder().header(name, value);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(property, HIDDEN, "must be a header that may be set, with a valid value");
        }
        headers.putIfAbsent(name, value);
    }

    private boolean flag(String key, boolean otherwise) {
        return settings.optionalText(key).isEmpty() ? otherwise : settings.flag(key);
    }

    private int integer(String key, int otherwise, int min, int max) {
        return settings.optionalText(key).isEmpty() ? otherwise : settings.integer(key, min, max);
    }

    private Duration duration(String key, String otherwise, Duration max) {
        return settings.optionalText(key).isEmpty() ? Duration.parse(otherwise)
                : settings.duration(key, Duration.ofMillis(1), max);
    }

    private double ratio(String key) {
        String text = settings.optionalText(key).orElse("0.5");
        try {
            double ratio = Double.parseDouble(text);
            if (ratio > 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException e) {
            // reported below, with the rule
        }
        throw new InvalidSettingException(key, text, "must be a number over 0, at most 1");
    }
}
