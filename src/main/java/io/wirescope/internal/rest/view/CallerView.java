package io.wirescope.internal.rest.view;

import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.identity.Caller;
import io.wirescope.internal.identity.NamePattern;
import io.wirescope.internal.identity.SecurityRole;
import jakarta.json.bind.annotation.JsonbNillable;
import java.util.List;
import java.util.Locale;

/**
 * A caller as the API shows it to itself.
 *
 * @param mode       {@code local}, {@code token} or {@code open}
 * @param subject    who it is; null where nobody was asked
 * @param credential by what it was recognized: {@code token}, {@code static_token}, {@code session}, {@code loopback},
 *                   {@code open}
 * @param roles      what it may do
 * @param expiresAt  until when, RFC 3339, or null for no end
 * @param clientIds  the client ids under which it may connect, exact or with {@code *} at the end
 * @param subscribe  the channels that it may join, besides those of its own client ids and roles
 * @param publish    the channels that it may send to
 */
@JsonbNillable
public record CallerView(String mode, String subject, String credential, List<String> roles, String expiresAt,
        List<String> clientIds, List<String> subscribe, List<String> publish) {

    public static CallerView of(Caller caller, String mode) {
        return new CallerView(mode, caller.subject(), caller.kind().name().toLowerCase(Locale.ROOT),
                caller.roles().stream().sorted().map(SecurityRole::wireName).toList(),
                caller.expiresAt() == null ? null : Rfc3339.format(caller.expiresAt()),
                texts(caller.grants().clientIds()), texts(caller.grants().subscribe()), texts(caller.grants().publish()));
    }

    private static List<String> texts(List<NamePattern> patterns) {
        return patterns.stream().map(NamePattern::toString).toList();
    }
}
