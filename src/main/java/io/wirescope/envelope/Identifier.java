package io.wirescope.envelope;

/**
 * The rule for ids on the wire (contract, section 1): 1 to 128 characters, no control characters.
 *
 * <p>Characters are Unicode code points, so that a client in any language counts the same.
 */
public final class Identifier {

    /** The most characters an id may have. */
    public static final int MAX_LENGTH = 128;

    /** The rule in words, to follow an id's name in an error. */
    public static final String RULE = "must be 1 to " + MAX_LENGTH + " characters without control characters";

    private Identifier() {
    }

    /**
     * Checks whether a text is a valid id.
     *
     * @param id the text, or null
     * @return false also for null
     */
    public static boolean isValid(String id) {
        if (id == null || id.isEmpty() || id.length() > 2 * MAX_LENGTH
                || id.codePointCount(0, id.length()) > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (Character.isISOControl(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
