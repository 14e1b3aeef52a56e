package io.wirescope.internal.security;

import io.wirescope.internal.identity.Grants;
import io.wirescope.internal.identity.NamePattern;
import java.util.List;
import java.util.stream.Stream;

/** Gives every subject what the settings grant, and what its token adds. Immutable. */
final class GrantRules {

    private final SecurityConfig config;

    GrantRules(SecurityConfig config) {
        this.config = config;
    }

    /** {@return the grants of a subject whose credential has none of its own} */
    Grants of(String subject) {
        return of(subject, List.of(), List.of());
    }

    /**
     * {@return the grants of a subject}
     *
     * @param subscribe the channels that its token lets it join, besides
     * @param publish   the channels that its token lets it send to, besides
     */
    Grants of(String subject, List<NamePattern> subscribe, List<NamePattern> publish) {
        return new Grants(expanded(config.clientIds(), subject, List.of()), expanded(config.subscribe(), subject, subscribe),
                expanded(config.publish(), subject, publish));
    }

    private static List<NamePattern> expanded(List<NamePattern> patterns, String subject, List<NamePattern> more) {
        return Stream.concat(patterns.stream().map(pattern -> pattern.withSubject(subject)), more.stream()).toList();
    }
}
