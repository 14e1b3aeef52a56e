package io.wirescope.internal.telemetry;

import io.wirescope.internal.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The settings of the export: the standard variables of OpenTelemetry (specification, "Environment variables" and "OTLP
 * exporter") in the form of MicroProfile Config, and {@code wirescope.telemetry.}.
 *
 * <p>A standard variable that can't be used is logged and switches its signal off, because the servers read these too and
 * start nevertheless. One of our own stops the start.
 *
 * @param endpoints where spans and log records go; without a signal that is not exported
 * @param resource  describes this server; without an instance's id unless one is configured
 * @param limits    bounds queue and batches
 * @param sampling  which traces are exported
 */
record TelemetryConfig(Map<Signal, OtlpEndpoint> endpoints, Map<String, String> resource, ExportLimits limits,
        Sampling sampling) {

    private static final Logger LOG = Logger.getLogger(TelemetryConfig.class.getName());

    private static final String OWN = "wirescope.telemetry.";
    private static final String RESOURCE = "otel.resource.attributes";
    private static final String SAMPLER = "otel.traces.sampler";
    private static final String RATIO = "otel.traces.sampler.arg";
    private static final String PARENT_BASED = "parentbased_";

    /**
     * Reads the settings.
     *
     * @throws io.wirescope.internal.config.InvalidSettingException when one below {@code wirescope.} can't be used
     */
    static TelemetryConfig from(Settings settings) {
        Set<String> problems = new LinkedHashSet<>();
        TelemetryConfig config = new TelemetryConfig(endpoints(settings, problems), resource(settings, problems),
                limits(settings), sampling(settings, problems));
        if (settings.optionalText("otel.sdk.disabled").filter("true"::equals).isPresent()) {
            config.endpoints.clear();
        } else {
            problems.forEach(problem -> LOG.log(Level.WARNING, "Telemetry setting ignored reason={0}", problem));
        }
        return config;
    }

    /** {@return whether anything is exported} */
    boolean isOn() {
        return !endpoints.isEmpty();
    }

    private static Map<Signal, OtlpEndpoint> endpoints(Settings settings, Set<String> problems) {
        Map<Signal, OtlpEndpoint> endpoints = new EnumMap<>(Signal.class);
        for (Signal signal : Signal.values()) {
            try {
                new EndpointReader(settings, signal).read().ifPresent(endpoint -> endpoints.put(signal, endpoint));
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        return endpoints;
    }

    private static ExportLimits limits(Settings settings) {
        return new ExportLimits(settings.integer(OWN + "max-queued", 1, 1_000_000),
                settings.longInteger(OWN + "max-queued-bytes", 1_048_576, 1L << 32),
                settings.integer(OWN + "max-batch", 1, 10_000),
                settings.duration(OWN + "delay", Duration.ofMillis(10), Duration.ofMinutes(1)),
                settings.duration(OWN + "retry-window", Duration.ZERO, Duration.ofHours(1)));
    }

    private static Map<String, String> resource(Settings settings, Set<String> problems) {
        Map<String, String> resource = new LinkedHashMap<>();
        resource.put("service.name", "wirescope");
        resource.put("service.version", version());
        resource.put("telemetry.sdk.name", "wirescope");
        resource.put("telemetry.sdk.language", "java");
        try {
            resource.putAll(EndpointReader.pairs(RESOURCE, settings.optionalText(RESOURCE).orElse("")));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        settings.optionalText("otel.service.name").ifPresent(name -> resource.put("service.name", name));
        return resource;
    }

    private static String version() {
        try (InputStream in = TelemetryConfig.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sampling sampling(Settings settings, Set<String> problems) {
        String sampler = settings.optionalText(SAMPLER).orElse(PARENT_BASED + "always_on");
        boolean byParent = sampler.startsWith(PARENT_BASED);
        int maxPerSecond = settings.integer(OWN + "max-traces-per-second", 1, 1_000_000);
        return switch (byParent ? sampler.substring(PARENT_BASED.length()) : sampler) {
            case "always_on" -> new Sampling(byParent, 1, maxPerSecond);
            case "always_off" -> new Sampling(byParent, 0, maxPerSecond);
            case "traceidratio" -> new Sampling(byParent, ratio(settings, problems), maxPerSecond);
            default -> {
                problems.add(SAMPLER + " must be always_on, always_off or traceidratio, each also with parentbased_"
                        + " before it: " + sampler);
                yield new Sampling(true, 1, maxPerSecond);
            }
        };
    }

    private static double ratio(Settings settings, Set<String> problems) {
        Optional<String> text = settings.optionalText(RATIO);
        try {
            double ratio = Double.parseDouble(text.orElse("1"));
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException e) {
            LOG.log(Level.FINE, RATIO, e);
        }
        problems.add(RATIO + " must be a number from 0 to 1: " + text.orElse(""));
        return 1;
    }
}
