package io.wirescope.bench.load.bare;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import java.io.StringReader;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What a gateway does with a message, by the platform's own means: JSON-P reads the envelope and writes the answer, with an
 * id, a time and a span of its own; and what happened is noted in a ring of 500.
 */
final class Work {

    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());
    private static final JsonBuilderFactory BUILDERS = Json.createBuilderFactory(Map.of());
    private static final int NOTED = 500;
    private static final AtomicReferenceArray<Noted> RING = new AtomicReferenceArray<>(NOTED);
    private static final AtomicLong NEXT = new AtomicLong();

    /** What happened. */
    private record Noted(long sequence, Instant time, String type, String connection, int bytes) {
    }

    private Work() {
    }

    static String answer(String connection, String text) {
        JsonObject message = read(text);
        note("in", connection, text.length());
        String answer = envelope(message.getString("type") + ".echo", message.getJsonObject("payload"));
        note("out", connection, answer.length());
        return answer;
    }

    static String published(String body) {
        JsonObject message = read(body);
        return envelope(message.getString("type"), message.getJsonObject("payload"));
    }

    static void note(String type, String connection, int bytes) {
        long sequence = NEXT.getAndIncrement();
        RING.set((int) (sequence % NOTED), new Noted(sequence, Instant.now(), type, connection, bytes));
    }

    private static JsonObject read(String text) {
        try (JsonReader reader = READERS.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static String envelope(String type, JsonObject payload) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return BUILDERS.createObjectBuilder().add("envelope_version", 1).add("type", type)
                .add("request_id", new UUID(random.nextLong(), random.nextLong()).toString())
                .add("timestamp", Instant.now().toString()).add("payload", payload)
                .add("trace", BUILDERS.createObjectBuilder().add("span_id", Long.toHexString(random.nextLong())))
                .build().toString();
    }
}
