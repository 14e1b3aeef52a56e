package io.wirescope.internal.capture;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.MalformedJsonException;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes secrets out of payloads: the values of members with secret names, those that pointers name, and both again in the
 * original that an echo repeats and in JSON that stands in a string. Thread-safe.
 */
final class Redactor {

    private static final String PAYLOAD = "payload";

    /** Members under which the server's own messages repeat a client's. */
    private static final Set<String> REPEATED = Set.of("original_message", "original_data");

    private static final int MAX_PATH_LENGTH = 256;

    /** JSON in a string in JSON in a string and so on; what is below is not looked into, so it is redacted as a whole. */
    private static final int MAX_NESTED_TEXTS = 4;

    private final SecretNames names;
    private final TextMask mask;

    /** @param names know what is a secret */
    Redactor(SecretNames names) {
        this.names = names;
        this.mask = new TextMask(names);
    }

    /**
     * {@return a document without its secrets}
     *
     * @param document the whole of it
     * @param pointers what is a secret besides
     */
    RedactedText redact(JsonValue document, List<PayloadPointer> pointers) {
        Walk walk = new Walk(pointers);
        JsonValue redacted = walk.value(document, "", walk.starts(), 0);
        return new RedactedText(JsonFormat.write(redacted), List.copyOf(walk.paths), walk.count);
    }

    /** {@return a text that is no JSON, with what looks like a secret masked} */
    RedactedText mask(String text) {
        String masked = mask.mask(text);
        return new RedactedText(masked, List.of(), masked.equals(text) ? 0 : 1);
    }

    /** A pointer, as far as it has been followed. */
    private record Follow(PayloadPointer pointer, int place) {
    }

    /** One document. */
    private final class Walk {

        private final List<PayloadPointer> pointers;
        private final List<String> paths = new ArrayList<>();
        private int count;

        Walk(List<PayloadPointer> pointers) {
            this.pointers = pointers;
        }

        // What pointers name in a payload is as secret where a message has its payload at the top: flat ones, and those
        // without envelope.
        List<Follow> starts() {
            List<Follow> starts = new ArrayList<>();
            for (PayloadPointer pointer : pointers) {
                starts.add(new Follow(pointer, 0));
                if (pointer.namesMember(0, PAYLOAD) && !pointer.isLast(0)) {
                    starts.add(new Follow(pointer, 1));
                }
            }
            return starts;
        }

        JsonValue value(JsonValue value, String path, List<Follow> follows, int texts) {
            return switch (value.getValueType()) {
                case OBJECT -> object(value.asJsonObject(), path, follows, texts);
                case ARRAY -> array(value.asJsonArray(), path, follows, texts);
                case STRING -> string((JsonString) value, path, texts);
                default -> value;
            };
        }

        private JsonValue object(JsonObject object, String path, List<Follow> follows, int texts) {
            JsonObjectBuilder redacted = JsonFormat.object();
            object.forEach((name, value) -> {
                String child = path + '/' + PayloadPointer.escape(name);
                List<Follow> below = new ArrayList<>();
                boolean secret = names.isSecret(name);
                for (Follow follow : follows) {
                    if (follow.pointer.namesMember(follow.place, name)) {
                        secret |= follow.pointer.isLast(follow.place);
                        add(below, follow);
                    }
                }
                if (REPEATED.contains(name)) {
                    below.addAll(starts());
                }
                redacted.add(name, secret ? redacted(child) : value(value, child, below, texts));
            });
            return redacted.build();
        }

        private JsonValue array(JsonArray array, String path, List<Follow> follows, int texts) {
            JsonArrayBuilder redacted = JsonFormat.array();
            for (int i = 0; i < array.size(); i++) {
                String child = path + '/' + i;
                List<Follow> below = new ArrayList<>();
                boolean secret = false;
                for (Follow follow : follows) {
                    if (follow.pointer.namesItem(follow.place, i)) {
                        secret |= follow.pointer.isLast(follow.place);
                        add(below, follow);
                    }
                }
                redacted.add(secret ? redacted(child) : value(array.get(i), child, below, texts));
            }
            return redacted.build();
        }

        private static void add(List<Follow> below, Follow follow) {
            if (!follow.pointer.isLast(follow.place)) {
                below.add(new Follow(follow.pointer, follow.place + 1));
            }
        }

        private JsonValue string(JsonString string, String path, int texts) {
            String text = string.getString();
            String stripped = text.strip();
            if (stripped.startsWith("{") || stripped.startsWith("[") || stripped.startsWith("\"")) {
                return json(string, text, path, texts);
            }
            return masked(string, text, path);
        }

        private JsonValue json(JsonString string, String text, String path, int texts) {
            if (texts == MAX_NESTED_TEXTS) {
                return redacted(path);
            }
            try {
                int before = count;
                JsonValue inside = value(JsonFormat.read(text), path, starts(), texts + 1);
                return count == before ? string : JsonFormat.string(JsonFormat.write(inside));
            } catch (MalformedJsonException e) {
                return masked(string, text, path);
            }
        }

        private JsonValue masked(JsonString string, String text, String path) {
            String masked = mask.mask(text);
            if (masked.equals(text)) {
                return string;
            }
            note(path);
            return JsonFormat.string(masked);
        }

        private JsonValue redacted(String path) {
            note(path);
            return JsonFormat.string(TextMask.MASK);
        }

        private void note(String path) {
            count++;
            if (paths.size() < RedactedText.MAX_PATHS) {
                paths.add(path.length() <= MAX_PATH_LENGTH ? path : path.substring(0, MAX_PATH_LENGTH) + "...");
            }
        }
    }
}
