package io.wirescope.delivery;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Puts stages in a row. */
final class Stages {

    private Stages() {
    }

    /** {@return a stage that completes when something was done for each, one after the other; it ends with the first that fails} */
    static <T> CompletionStage<Void> each(Iterator<T> elements, Function<T, CompletionStage<?>> action) {
        while (elements.hasNext()) {
            CompletableFuture<?> stage = action.apply(elements.next()).toCompletableFuture();
            if (!stage.isDone() || stage.isCompletedExceptionally()) { // a loop where nothing waits, so that no stack grows
                return stage.thenCompose(done -> each(elements, action));
            }
        }
        return CompletableFuture.completedFuture(null);
    }
}
