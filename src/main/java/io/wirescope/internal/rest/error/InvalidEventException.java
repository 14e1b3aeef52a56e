package io.wirescope.internal.rest.error;

/** An event that breaks a rule. Its producer's fault and not ours, so it carries no stack trace. */
public final class InvalidEventException extends Exception {

    private final String member;
    private final String rule;

    /**
     * @param member the member or attribute that breaks the rule
     * @param rule   what would be right, to follow the member's name
     */
    public InvalidEventException(String member, String rule) {
        super(member + " " + rule, null, false, false);
        this.member = member;
        this.rule = rule;
    }

    public String member() {
        return member;
    }

    public String rule() {
        return rule;
    }
}
