package io.wirescope.internal.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A media type as {@code Content-Type} has it (RFC 9110, section 8.3.1).
 *
 * @param mediaType type and subtype in lower case, without parameters
 * @param charset   the {@code charset} parameter in lower case, or null
 */
public record ContentType(String mediaType, String charset) {

    /** The media type of JSON (RFC 8259, section 11). */
    public static final String JSON = "application/json";

    private static final Pattern SYNTAX =
            Pattern.compile("\\s*([\\w!#$%&'*+.^`|~-]+/[\\w!#$%&'*+.^`|~-]+)\\s*(?:;(.*))?");
    private static final Pattern CHARSET =
            Pattern.compile("(?:^|;)\\s*charset=\"?([^\";\\s]+)\"?\\s*(?=;|$)", Pattern.CASE_INSENSITIVE);

    /** {@return the media type in a header or attribute, or empty where it is null or none} */
    public static Optional<ContentType> parse(String text) {
        Matcher parts = SYNTAX.matcher(text == null ? "" : text);
        return parts.matches()
                ? Optional.of(new ContentType(parts.group(1).toLowerCase(Locale.ROOT), charset(parts.group(2))))
                : Optional.empty();
    }

    private static String charset(String parameters) {
        Matcher found = CHARSET.matcher(parameters == null ? "" : parameters);
        return found.find() ? found.group(1).toLowerCase(Locale.ROOT) : null;
    }

    /**
     * {@return whether a body is compressed or otherwise encoded (RFC 9110, section 8.4)}
     *
     * @param contentEncoding the header {@code Content-Encoding}, or null
     */
    public static boolean isEncoded(String contentEncoding) {
        return contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity");
    }

    /** {@return whether this declares JSON: any type with the subtype json or the suffix +json} */
    public boolean isJson() {
        return mediaType.endsWith("/json") || mediaType.endsWith("+json");
    }

    /** {@return whether the text is in UTF-8, which is what JSON is in (RFC 8259, section 8.1)} */
    public boolean isUtf8() {
        return charset == null || charset.equals("utf-8") || charset.equals("us-ascii");
    }
}
