package io.wirescope.bench.load;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Connections that say nothing: what does one cost the server? */
final class Idle {

    /** Connections before those that count: the first ones bring classes and caches with them. */
    private static final int WARM_UP = 500;

    private Idle() {
    }

    /**
     * Runs it.
     *
     * @param heap tells the server's heap in use, after a collection where that can be had
     * @return bytes for each connection
     */
    static double run(Target target, int connections, Heap heap) throws Exception {
        try (Swarm swarm = new Swarm(target.server(), (client, text) -> drop(text))) {
            swarm.connectAll(WARM_UP, i -> target.broadcast() + i);
            long before = heap.used();
            for (int i = 0; i < connections; i++) {
                swarm.connect(WARM_UP + i, target.broadcast() + (WARM_UP + i));
                if (i % 100 == 99) {
                    swarm.awaitOpen(WARM_UP + i + 1);
                }
            }
            swarm.awaitOpen(WARM_UP + connections);
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
