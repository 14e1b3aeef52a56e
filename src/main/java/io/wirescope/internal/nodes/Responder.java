package io.wirescope.internal.nodes;

/** Answers one kind of question for this node. Thread-safe. */
public interface Responder {

    /** {@return the kind of question, one word} */
    String kind();

    /**
     * Answers.
     *
     * @param question what was asked, as {@link Questions} was given it
     * @return the answer; may take as long as a request
     * @throws RuntimeException when there is none; to the asker the node is then missing
     */
    String answer(String question);
}
