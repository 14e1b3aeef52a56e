package io.wirescope.event;

import io.wirescope.envelope.IdSource;
import java.util.concurrent.atomic.AtomicInteger;

/** Ids that a test can foretell: {@code id-1, id-2, ...} and spans {@code 0000000000000001, ...}, and tokens. */
public final class CountingIds implements IdSource {

    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger spans = new AtomicInteger();

    @Override
    public String newId() {
        return "id-" + ids.incrementAndGet();
    }

    @Override
    public String newSpan() {
        return String.format("%016x", spans.incrementAndGet());
    }

    @Override
    public String newToken() {
        return "token-" + tokens.incrementAndGet();
    }
}
