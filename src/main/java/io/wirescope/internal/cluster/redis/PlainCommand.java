package io.wirescope.internal.cluster.redis;

import java.util.function.Function;

/** A command whose words are known from the start, but for the process that gets it. */
final class PlainCommand extends Command {

    private final Function<String, byte[][]> words;
    private final int bytes;
    private final boolean repeatable;

    /**
     * @param words      gives the words for a process
     * @param bytes      about how many bytes they have
     * @param repeatable whether it may be sent again
     */
    PlainCommand(Function<String, byte[][]> words, int bytes, boolean repeatable, long deadlineNanos) {
        super(deadlineNanos);
        this.words = words;
        this.bytes = bytes;
        this.repeatable = repeatable;
    }

    static PlainCommand of(byte[][] words, boolean repeatable, long deadlineNanos) {
        int bytes = 0;
        for (byte[] word : words) {
            bytes += word.length;
        }
        return new PlainCommand(process -> words, bytes, repeatable, deadlineNanos);
    }

    @Override
    byte[][] words(String process) {
        return words.apply(process);
    }

    @Override
    int bytes() {
        return bytes;
    }

    @Override
    boolean isRepeatable() {
        return repeatable;
    }
}
