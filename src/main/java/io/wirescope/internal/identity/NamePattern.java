package io.wirescope.internal.identity;

/**
 * A name, or the beginning of names: {@code news}, {@code room.*}.
 *
 * @param text     the name, or what names begin with
 * @param isPrefix whether it is a beginning
 */
public record NamePattern(String text, boolean isPrefix) {

    /** Matches every name. */
    public static final NamePattern ANY = new NamePattern("", true);

    private static final String SUBJECT = "{sub}";

    /** {@return the pattern that a text writes: an exact name, or with {@code *} at the end a beginning} */
    public static NamePattern parse(String text) {
        return text.endsWith("*") ? new NamePattern(text.substring(0, text.length() - 1), true)
                : new NamePattern(text, false);
    }

    /**
     * {@return this with every {@code &#123;sub&#125;} replaced} A {@code *} in the subject stays a character: a caller
     * must not widen what it was granted by its name.
     *
     * @param subject replaces it
     */
    public NamePattern withSubject(String subject) {
        return text.contains(SUBJECT) ? new NamePattern(text.replace(SUBJECT, subject), isPrefix) : this;
    }

    /** {@return whether a name is the pattern's, or begins as it says} */
    public boolean matches(String name) {
        return isPrefix ? name.startsWith(text) : name.equals(text);
    }

    @Override
    public String toString() {
        return isPrefix ? text + "*" : text;
    }
}
