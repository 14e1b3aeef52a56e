package io.wirescope.delivery;

/** Gets the messages of channels. Called in the order of each channel's offsets; must be quick. */
interface Subscriber {

    /** Takes a message as it is published. {@return whether it was taken} */
    boolean deliver(Publication publication);

    /** Takes a message that was published while nobody was here to take it. */
    void replay(Publication publication);
}
