package io.wirescope.envelope;

/**
 * Reports that a field breaks its rule: a member of a JSON object, an attribute of an event, or a parameter of a request.
 *
 * <p>The sender's fault and not the server's, so it carries no stack trace: a hostile sender must not make the server
 * fill one in for every message.
 */
public final class InvalidFieldException extends RuntimeException {

    private final String field;
    private final String rule;

    /**
     * @param field the field's name, or its path such as {@code trace.trace_id}
     * @param rule  what is allowed, to follow the field's name, such as {@code must be a string}
     */
    public InvalidFieldException(String field, String rule) {
        super(field + " " + rule, null, false, false);
        this.field = field;
        this.rule = rule;
    }

    /** {@return the field's name or path} */
    public String field() {
        return field;
    }

    /** {@return what is allowed, to follow the field's name} */
    public String rule() {
        return rule;
    }
}
