package io.wirescope.it;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that {@link HeldDesk} holds. */
@ApplicationScoped
public class HeldThreads {

    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicInteger held = new AtomicInteger();

    void holdThisOne() throws InterruptedException {
        held.incrementAndGet();
        try {
            letGo.await(2, TimeUnit.MINUTES);
        } finally {
            held.decrementAndGet();
        }
    }

    int held() {
        return held.get();
    }

    void letGo() {
        letGo.countDown();
    }
}
