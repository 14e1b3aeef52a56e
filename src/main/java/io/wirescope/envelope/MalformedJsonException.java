package io.wirescope.envelope;

import io.wirescope.PublicApi;

/** Text that {@link JsonFormat#read} does not accept as JSON, with the position of the fault. */
@PublicApi
public final class MalformedJsonException extends Exception {

    private final long line;
    private final long column;
    private final long offset;

    /**
     * @param rule   what showed there
     * @param text   the text, up to the offset at least
     * @param offset the place, in characters from the start of the text
     * @param cause  what the parser threw, or null
     */
    public MalformedJsonException(String rule, String text, int offset, Throwable cause) {
        this(rule, 1 + text.substring(0, offset).chars().filter(c -> c == '\n').count(),
                offset - text.substring(0, offset).lastIndexOf('\n'), offset, cause);
    }

    private MalformedJsonException(String rule, long line, long column, long offset, Throwable cause) {
        super("Invalid JSON format: " + rule + " at line " + line + ", column " + column
                + " (offset " + offset + ")", cause);
        this.line = line;
        this.column = column;
        this.offset = offset;
    }

    /** {@return the line, counted from 1} */
    public long line() {
        return line;
    }

    /** {@return the column in characters, counted from 1} */
    public long column() {
        return column;
    }

    /** {@return the offset in characters from the start of the text} */
    public long offset() {
        return offset;
    }
}
