package io.wirescope.internal.socket;

import io.wirescope.connection.AddressPattern;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.http.ErrorBody;
import io.wirescope.internal.legacy.Brownout;
import io.wirescope.internal.legacy.LegacyConfig;
import io.wirescope.internal.legacy.LegacyPolicy;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The deprecation headers and refusals of the legacy addresses. Thread-safe. */
@Service
public class LegacyNotice {

    private final LegacyPolicy policy;
    private final Clock clock;

    /**
     * @param policy has the dates
     * @param clock  for the remaining time of a brownout
     */
    @Inject
    public LegacyNotice(LegacyPolicy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Adds the headers of the deprecation: {@code Deprecation} (RFC 9745), {@code Sunset} (RFC
     * 8594), and {@code Link} to the successor and to what to read (RFC 9745, section 3).
     *
     * @param clientId the client's own id, where there is a usable one
     */
    void addTo(HttpServletResponse response, Optional<String> clientId) {
        LegacyConfig config = policy.config();
        response.setHeader("Deprecation", "@" + config.deprecated().getEpochSecond());
        config.sunset().ifPresent(sunset -> response.setHeader("Sunset",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(sunset.atOffset(ZoneOffset.UTC))));
        response.setHeader("Link", "<" + clientId.map(LegacyNotice::forward).orElse(AddressPattern.CLIENT)
                + ">; rel=\"successor-version\", <" + config.migrationGuide() + ">; rel=\"deprecation\"");
    }

    /** {@return why the legacy addresses are closed now, with {@code Retry-After} where they open again; or empty} */
    Optional<HandshakeRefusal> refusal(String clientId) {
        if (policy.isGone()) {
            return Optional.of(gone("This address is switched off", clientId));
        }
        return policy.brownout().map(brownout ->
                gone("This address is switched off temporarily (brownout), and for good soon", clientId)
                        .with("Retry-After", Long.toString(Math.max(1, secondsLeft(brownout)))));
    }

    private long secondsLeft(Brownout brownout) {
        return Duration.between(clock.instant(), brownout.end()).toSeconds();
    }

    private HandshakeRefusal gone(String message, String clientId) {
        String forward = forward(clientId);
        JsonObjectBuilder details = JsonFormat.object().add("forward", forward);
        policy.config().sunset().ifPresentOrElse(sunset -> details.add("sunset", Rfc3339.format(sunset)),
                () -> details.addNull("sunset"));
        return HandshakeRefusal.of(410, new ErrorBody("LEGACY_GONE", message + "; connect to " + forward,
                details.add("docs", policy.config().migrationGuide()).build()));
    }

    private static String forward(String clientId) {
        return AddressPattern.CLIENT + "?client_id=" + URLEncoder.encode(clientId, StandardCharsets.UTF_8);
    }
}
