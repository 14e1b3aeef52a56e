package io.wirescope.internal.rest.request;

import io.wirescope.envelope.Identifier;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.http.Query;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the parameters of one query, each by its rule. What breaks a rule throws
 * {@link InvalidFieldException}, which names it; JAX-RS's own conversion would say 404.
 */
public final class QueryParameters {

    private static final BigDecimal MAX_EPOCH_SECONDS = BigDecimal.valueOf(253_402_300_799L); // year 9999

    /** Java would take a plus, and the digits of any script. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

    private final Function<String, List<Optional<String>>> values;

    // Not from UriInfo: RESTEasy throws at an encoding that is broken.
    public QueryParameters(HttpServletRequest request) {
        this(new Query(request.getQueryString()));
    }

    /** @param query decoded strictly; JAX-RS and servlets would put replacement characters for what is no UTF-8 */
    public QueryParameters(Query query) {
        this.values = query::all;
    }

    /** @param values the values of each parameter, in order */
    public QueryParameters(Map<String, List<String>> values) {
        this.values = name -> values.getOrDefault(name, List.of()).stream().map(Optional::of).toList();
    }

    /** {@return all values of a repeatable parameter} */
    public List<String> all(String name) {
        return values.apply(name).stream()
                .map(value -> value.orElseThrow(() ->
                        new InvalidFieldException(name, "must be percent-encoded UTF-8")))
                .toList();
    }

    /** {@return the value, or empty where the parameter is not there} */
    public Optional<String> single(String name) {
        List<String> found = all(name);
        if (found.size() > 1) {
            throw new InvalidFieldException(name, "must appear exactly once");
        }
        return found.stream().findFirst();
    }

    /** {@return an id, or null where the parameter is not there} */
    public String id(String name) {
        Optional<String> id = single(name);
        if (id.isPresent() && !Identifier.isValid(id.get())) {
            throw new InvalidFieldException(name, Identifier.RULE);
        }
        return id.orElse(null);
    }

    /** {@return a whole number, or the default where the parameter is not there} */
    public long integer(String name, long min, long max, long byDefault) {
        Optional<String> text = single(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max && NUMBER.matcher(text.get()).matches()) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw new InvalidFieldException(name, max == Long.MAX_VALUE
                ? "must be a whole number from " + min
                : "must be a whole number from " + min + " to " + max);
    }

    /** {@return true or false, or the default where the parameter is not there} */
    public boolean flag(String name, boolean byDefault) {
        return switch (single(name).orElse(Boolean.toString(byDefault))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidFieldException(name, "must be true or false");
        };
    }

    /** {@return an instant given as RFC 3339 or as epoch seconds, or null where the parameter is not there} */
    public Instant instant(String name) {
        return single(name).map(text -> instant(name, text)).orElse(null);
    }

    private static Instant instant(String name, String text) {
        // A '+' that the caller did not encode arrives as a space.
        return Rfc3339.parse(text.replace(' ', '+'))
                .or(() -> epochSeconds(text))
                .orElseThrow(() -> new InvalidFieldException(name,
                        "must be an RFC 3339 timestamp or seconds since 1970-01-01T00:00:00Z"));
    }

    private static Optional<Instant> epochSeconds(String text) {
        if (!text.matches("\\d{1,12}(\\.\\d{1,9})?")) {
            return Optional.empty();
        }
        BigDecimal seconds = new BigDecimal(text);
        if (seconds.compareTo(MAX_EPOCH_SECONDS) > 0) {
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochSecond(seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue()));
    }
}
