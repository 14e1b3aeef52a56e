package io.wirescope.bench;

/** Who reads beside the publishers in {@link EventPublishing}. */
public enum Reader {

    /** Nobody. */
    none("no") {
        @Override
        void query(EventStore events) {
            throw new IllegalStateException("nobody reads");
        }
    },

    /** Somebody who watches: asks for the newest 100. */
    newest("the newest 100") {
        @Override
        void query(EventStore events) {
            events.newest(LIMIT);
        }
    },

    /** Somebody who comes late: asks for a request of which no event is kept any more. */
    late("a request that is gone") {
        @Override
        void query(EventStore events) {
            events.newestOf("gone", LIMIT);
        }
    };

    private static final int LIMIT = 100;

    private final String title;

    Reader(String title) {
        this.title = title;
    }

    /** {@return what is asked for, in the report's words} */
    String title() {
        return title;
    }

    /** Asks once. */
    abstract void query(EventStore events);
}
