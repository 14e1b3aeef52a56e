package io.wirescope.connection;

/** Reports the end of one connection to one observer, once, whichever of the two is there first. Thread-safe. */
final class EndReport {

    /** Receives how a connection ended. Must be quick; called on the thread that ends it, or that registers. */
    @FunctionalInterface
    public interface Observer {

        /**
         * Receives it.
         *
         * @param code   the close code
         * @param reason the reason that was given, may be empty
         */
        void ended(int code, String reason);
    }

    private record End(int code, String reason) {
    }

    // Guarded by this; the observer is called outside.
    private Observer observer;
    private End end;
    private boolean reported;

    EndReport() {
    }

    void to(Observer wanted) {
        synchronized (this) {
            observer = wanted;
        }
        report();
    }

    void ended(int code, String reason) {
        synchronized (this) {
            end = new End(code, reason);
        }
        report();
    }

    private void report() {
        Observer due;
        End found;
        synchronized (this) {
            if (reported || observer == null || end == null) {
                return;
            }
            reported = true;
            due = observer;
            found = end;
        }
        due.ended(found.code(), found.reason());
    }
}
