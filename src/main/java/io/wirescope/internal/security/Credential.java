package io.wirescope.internal.security;

import io.wirescope.internal.identity.Caller;
import java.util.Objects;

/**
 * What a request has of one kind of credential.
 *
 * @param state  whether there is one
 * @param caller who it says, or null where it is not good
 * @param reason what is wrong with it, for the caller and the log; never any of the credential itself; else null
 */
public record Credential(State state, Caller caller, String reason) {

    /** Whether there is a credential. */
    public enum State {
        /** There is none of this kind; the next source is asked. */
        ABSENT,
        /** There is one, and it is good. */
        GOOD,
        /** There is one that is not; no other source is asked. */
        BAD,
        /** There was a good one whose time is over. */
        EXPIRED,
        /** There is one that a page of another origin made the browser send. */
        FOREIGN,
        /** It could not be judged now, because a key is out of reach. */
        UNKNOWN,
        /** It was not judged, because too many of its address were bad. */
        LIMITED
    }

    /** None of this kind. */
    public static final Credential ABSENT = new Credential(State.ABSENT, null, null);

    /** {@return a good one} */
    public static Credential good(Caller caller) {
        return new Credential(State.GOOD, Objects.requireNonNull(caller), null);
    }

    /** One that was not judged. */
    public static final Credential LIMITED =
            new Credential(State.LIMITED, null, "Too many bad credentials of this address; try again later");

    /** {@return one that is not good} */
    public static Credential bad(String reason) {
        return new Credential(State.BAD, null, reason);
    }

    /** {@return one whose time is over} */
    public static Credential expired(String reason) {
        return new Credential(State.EXPIRED, null, reason);
    }

    /** {@return one that a page of another origin made the browser send} */
    public static Credential foreign(String reason) {
        return new Credential(State.FOREIGN, null, reason);
    }

    /** {@return one that can't be judged now} */
    public static Credential unknown(String reason) {
        return new Credential(State.UNKNOWN, null, reason);
    }
}
