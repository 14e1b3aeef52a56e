package io.wirescope.internal.capture;

/**
 * Masks secrets in a text that is no JSON: what follows a secret's name and {@code =}, {@code :} or {@code >}, and the token
 * after {@code Bearer} or {@code Basic}. It finds what is written as forms, headers, logs, XML and broken JSON write it,
 * and can't find what has no name. Takes time in proportion to the text. Thread-safe.
 */
final class TextMask {

    /** Stands for what was masked. */
    static final String MASK = "[redacted]";

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_BETWEEN = 16;
    private static final String SEPARATORS = ":=>";
    private static final String[] SCHEMES = {"bearer", "basic"};

    private final SecretNames names;

    /** @param names know what is a secret */
    TextMask(SecretNames names) {
        this.names = names;
    }

    /** {@return the text without secrets; the same object where it has none} */
    String mask(String text) {
        StringBuilder masked = null;
        int copied = 0;
        int at = 0;
        while (at < text.length()) {
            int from = secretFrom(text, at);
            if (from < 0) {
                at++;
                continue;
            }
            int to = secretTo(text, from, text.charAt(at));
            if (to > from) {
                masked = masked == null ? new StringBuilder(text.length()) : masked;
                masked.append(text, copied, from).append(MASK);
                copied = to;
            }
            at = Math.max(at + 1, to);
        }
        return masked == null ? text : masked.append(text, copied, text.length()).toString();
    }

    /** {@return where the value begins that a separator or a scheme at this place announces, or -1} */
    private int secretFrom(String text, int at) {
        char c = text.charAt(at);
        if (SEPARATORS.indexOf(c) >= 0) {
            return isAfterSecretName(text, at) ? at + 1 : -1;
        }
        return c == ' ' && isAfterScheme(text, at) ? at + 1 : -1;
    }

    private boolean isAfterSecretName(String text, int separator) {
        int end = separator;
        while (end > 0 && separator - end < LONGEST_BETWEEN && isBetween(text.charAt(end - 1))) {
            end--;
        }
        int begin = end;
        while (begin > 0 && end - begin < LONGEST_NAME && isInName(text.charAt(begin - 1))) {
            begin--;
        }
        boolean closesElement = text.charAt(separator) == '>' && begin > 0 && text.charAt(begin - 1) == '/';
        return end > begin && !closesElement && names.isSecret(text.subSequence(begin, end));
    }

    private static boolean isAfterScheme(String text, int space) {
        for (String scheme : SCHEMES) {
            int begin = space - scheme.length();
            if (begin >= 0 && text.regionMatches(true, begin, scheme, 0, scheme.length())
                    && (begin == 0 || !Character.isLetterOrDigit(text.charAt(begin - 1)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBetween(char c) {
        return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '\\' || c == ']';
    }

    private static boolean isInName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.';
    }

    private static int secretTo(String text, int from, char announced) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == '\\')) {
            at++;
        }
        if (at == text.length()) {
            return at;
        }
        char first = text.charAt(at);
        if (first == '{' || first == '[') { // of a document that could not be read: who knows where it ends
            return text.length();
        }
        if (first == '"' || first == '\'') {
            return endOfQuoted(text, at, text.charAt(at - 1) == '\\');
        }
        return endOf(text, at, announced == '>' ? "<" : announced == ' ' ? " \t\r\n\"'<,;" : "\r\n\"'&<");
    }

    private static int endOfQuoted(String text, int quote, boolean escaped) {
        for (int at = quote + 1; at < text.length(); at++) {
            if (text.charAt(at) == text.charAt(quote) && (escaped || text.charAt(at - 1) != '\\')) {
                return at + 1;
            }
        }
        return text.length();
    }

    private static int endOf(String text, int from, String ends) {
        int at = from;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
