package io.wirescope.internal.archive;

/** An archive can't do what it is asked for at the moment. */
public class ArchiveException extends Exception {

    private final boolean full;

    /**
     * @param message what is wrong, and what to do, for people
     * @param cause   or null
     */
    public ArchiveException(String message, Throwable cause) {
        this(message, cause, false);
    }

    /**
     * @param message what is wrong, and what to do, for people
     * @param cause   or null
     * @param full    whether there is no space left
     */
    public ArchiveException(String message, Throwable cause, boolean full) {
        super(message, cause);
        this.full = full;
    }

    /** {@return whether there is no space left} */
    public boolean isFull() {
        return full;
    }
}
