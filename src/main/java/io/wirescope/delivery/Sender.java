package io.wirescope.delivery;

import io.wirescope.connection.Connection;

/** Whoever publishes a message and follows where it goes. Called by one thread at a time; must be quick. */
interface Sender {

    /** One who is in no channel and wants to know nothing. */
    Sender OUTSIDE = new Sender() {
        @Override
        public Connection connection() {
            return null;
        }

        @Override
        public void placed(StreamPosition position) {
            // nothing to do
        }

        @Override
        public boolean isLeftOut() {
            return false;
        }
    };

    /** {@return where the message came from, or null} */
    Connection connection();

    /**
     * Takes the message's place. What the connection is sent of the channel before this call is of messages before that place,
     * and what it is sent afterwards is this message and those that follow.
     *
     * @param position the message's place in the channel
     */
    void placed(StreamPosition position);

    /** {@return whether the connection is not to get the message live; a later replay has it all the same} */
    boolean isLeftOut();
}
