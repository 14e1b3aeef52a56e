package io.wirescope.bench.load;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Connections that say nothing: what does one cost the server? */
final class Idle {

    private Idle() {
    }

    /**
     * Runs it.
     *
     * @param heap tells the server's heap in use, after a collection where that can be had
     * @return bytes for each connection
     */
    static double run(Target target, int connections, Heap heap) throws Exception {
        long before = heap.used();
        try (Swarm swarm = new Swarm(target.server(), (client, text) -> drop(text))) {
            swarm.connectAll(connections, i -> target.broadcast() + i);
            TimeUnit.SECONDS.sleep(2);
            return (heap.used() - before) / (double) connections;
        }
    }

    private static void drop(ByteBuffer text) {
        text.position(text.limit());
    }

    /** The server's heap. */
    @FunctionalInterface
    interface Heap {

        /** {@return bytes in use} */
        long used() throws Exception;
    }
}
