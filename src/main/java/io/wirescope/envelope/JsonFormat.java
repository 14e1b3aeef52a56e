package io.wirescope.envelope;

import io.wirescope.PublicApi;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;

/**
 * JSON text in and out, through JSON-P factories that are made once.
 *
 * <p>{@code Json.createReader} and its siblings look their provider up on every call, which costs
 * more than the parsing; here the provider and its factories are kept. All of them are thread-safe
 * (JSON-P 2.1, {@code JsonProvider}), and so is this class.
 *
 * <p>Reading is stricter than JSON-P's default: doubled member names are refused (RFC 7493, I-JSON)
 * and so is nesting below {@link #MAX_DEPTH}.
 */
@PublicApi
public final class JsonFormat {

    /** The limit of nested arrays and objects in what is read. */
    public static final int MAX_DEPTH = 256;

    private static final int EXPECTED_LENGTH = 512;

    private static final JsonProvider PROVIDER = JsonProvider.provider();

    // Parsson's own names: JSON-P 2.1 has none for depth, and its KEY_STRATEGY does not reach the parser.
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of(
            "org.eclipse.parsson.maxDepth", MAX_DEPTH + 1,
            "org.eclipse.parsson.rejectDuplicateKeys", true));

    private static final JsonGeneratorFactory GENERATORS = PROVIDER.createGeneratorFactory(Map.of());

    private JsonFormat() {
    }

    /** {@return a new, empty object builder} */
    public static JsonObjectBuilder object() {
        return PROVIDER.createObjectBuilder();
    }

    /**
     * {@return a new object builder that holds an object's members}
     *
     * @param members the object, which stays as it is
     */
    public static JsonObjectBuilder object(JsonObject members) {
        return PROVIDER.createObjectBuilder(members);
    }

    /** {@return a new, empty array builder} */
    public static JsonArrayBuilder array() {
        return PROVIDER.createArrayBuilder();
    }

    /**
     * {@return a JSON string value of the text}
     *
     * @param text what the string says, without quotes or escapes
     */
    public static JsonValue string(String text) {
        return PROVIDER.createValue(text);
    }

    static JsonValue number(int number) {
        return PROVIDER.createValue(number);
    }

    static JsonValue number(long number) {
        return PROVIDER.createValue(number);
    }

    static JsonValue number(BigDecimal number) {
        return PROVIDER.createValue(number);
    }

    /**
     * Reads one JSON value that is the whole of the text.
     *
     * @param text any text
     * @return the value
     * @throws MalformedJsonException when the text is not one JSON value, nests deeper than
     *         {@link #MAX_DEPTH}, doubles a member name, or holds a number beyond what the parser
     *         takes; it carries the position
     */
    public static JsonValue read(String text) throws MalformedJsonException {
        JsonParser parser = PARSERS.createParser(new StringReader(text));
        try (parser) {
            parser.next();
            JsonValue value = parser.getValue();
            parser.hasNext(); // throws when anything but white space follows
            return value;
        } catch (JsonParsingException e) {
            throw malformed("unexpected character or end of text", text, e.getLocation(), e);
        } catch (IllegalStateException e) {
            throw malformed("duplicate member name", text, parser.getLocation(), e);
        } catch (NumberFormatException | UnsupportedOperationException e) {
            throw malformed("number out of range", text, parser.getLocation(), e);
        } catch (RuntimeException e) { // Parsson's word for too deep is a bare RuntimeException
            throw malformed("nested deeper than " + MAX_DEPTH + " levels", text, parser.getLocation(), e);
        }
    }

    // Only the offset is used from Parsson: at the end of the text it counts its buffer twice, in all three.
    private static MalformedJsonException malformed(String rule, String text, JsonLocation where,
            RuntimeException cause) {
        int offset = (int) Math.min(Math.max(0, where.getStreamOffset()), text.length());
        return new MalformedJsonException(rule, text, offset, cause);
    }

    /**
     * Writes JSON text with a streaming generator.
     *
     * <p>A lone surrogate, which UTF-8 can't carry, comes out as its escape ({@code \ud800}), so that
     * what was read is what is written.
     *
     * @param body writes exactly one value to the generator
     * @return the text
     */
    public static String write(Consumer<JsonGenerator> body) {
        StringWriter out = new StringWriter(EXPECTED_LENGTH);
        try (JsonGenerator generator = GENERATORS.createGenerator(out)) {
            body.accept(generator);
        }
        return escapeLoneSurrogates(out.toString());
    }

    /**
     * {@return the value as JSON text, lone surrogates escaped}
     *
     * @param value any value
     */
    public static String write(JsonValue value) {
        return new JsonText(EXPECTED_LENGTH).value(value).toString();
    }

    private static String escapeLoneSurrogates(String json) {
        int at = loneSurrogate(json, 0);
        if (at < 0) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        int from = 0;
        for (; at >= 0; at = loneSurrogate(json, from)) {
            escaped.append(json, from, at).append(String.format("\\u%04x", (int) json.charAt(at)));
            from = at + 1;
        }
        return escaped.append(json, from, json.length()).toString();
    }

    private static int loneSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                i++;
            } else {
                return i;
            }
        }
        return -1;
    }

    /**
     * {@return the member as an object, or null where it is missing, null or something else}
     *
     * @param parent the object that may have the member
     * @param member the name of the member
     */
    public static JsonObject objectOrNull(JsonObject parent, String member) {
        return parent.get(member) instanceof JsonObject object ? object : null;
    }

    /**
     * {@return what a value is, in words for an error}
     *
     * @param value any value; true and false are both a boolean
     */
    public static String kind(JsonValue value) {
        return switch (value.getValueType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "a boolean";
            case NULL -> "null";
        };
    }
}
