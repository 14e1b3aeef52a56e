package io.wirescope.internal.upstream;

import java.util.function.Consumer;

/** What a route hands messages to. Implementations are thread-safe and hold no thread while a call waits. */
interface Upstream {

    /** {@return {@code http} or {@code handler}} */
    String kind();

    /** {@return what is called, without query and credentials} */
    String target();

    /**
     * Begins a call and returns.
     *
     * @param call     what is handed over
     * @param answered takes the answer, once, within the route's timeout; on any thread
     * @param ended    runs once, when nothing of the call holds a thread or a connection any more; may be after
     *                 {@code answered} where a handler does not come to an end in time
     */
    void call(Call call, Consumer<Answer> answered, Runnable ended);
}
