package io.wirescope.delivery;

/** Whoever publishes a message and follows where it goes. Called under the channel's lock: must be quick, and not throw. */
interface Sender {

    /** One who is in no channel and wants to know nothing. */
    Sender OUTSIDE = new Sender() {
        @Override
        public void placed(StreamPosition position) {
            // nothing to do
        }

        @Override
        public boolean leavesOut(Subscriber subscriber) {
            return false;
        }
    };

    /**
     * Takes the message's place. What the sender is sent of the channel before this call is of messages before that place,
     * and what it is sent afterwards is this message and those that follow.
     *
     * @param position the message's place in the channel
     */
    void placed(StreamPosition position);

    /** {@return whether a subscriber is not to get the message live; a later replay has it all the same} */
    boolean leavesOut(Subscriber subscriber);
}
