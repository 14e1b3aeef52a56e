package io.wirescope.internal.rest.error;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.http.ErrorBody;

/** A parameter that breaks a rule: the caller gets 422 and both names. */
public final class InvalidParameterException extends RuntimeException {

    private final String parameter;
    private final String rule;

    /**
     * @param parameter the parameter's name
     * @param rule      what would be right, to follow the name
     */
    public InvalidParameterException(String parameter, String rule) {
        super(parameter + " " + rule, null, false, false);
        this.parameter = parameter;
        this.rule = rule;
    }

    /** {@return what the caller is told, with 422} */
    public ErrorBody toError() {
        return new ErrorBody("VALIDATION_ERROR", getMessage(), JsonFormat.object()
                .add("parameter", parameter).add("rule", rule).build());
    }

    public String parameter() {
        return parameter;
    }

    public String rule() {
        return rule;
    }
}
