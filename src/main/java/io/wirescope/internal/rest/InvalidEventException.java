package io.wirescope.internal.rest;

/** An event that breaks a rule. Its producer's fault and not ours, so it carries no stack trace. */
final class InvalidEventException extends Exception {

    private final String member;
    private final String rule;

    /**
     * @param member the member or attribute that breaks the rule
     * @param rule   what would be right, to follow the member's name
     */
    InvalidEventException(String member, String rule) {
        super(member + " " + rule, null, false, false);
        this.member = member;
        this.rule = rule;
    }

    String member() {
        return member;
    }

    String rule() {
        return rule;
    }
}
