package io.wirescope.internal.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs calls of a handler on an executor, many in one task: to hand one to another thread costs more than most handlers
 * do. None waits for one that is at work: as long as any wait, a task is about to take the next. Thread-safe.
 */
final class HandlerTasks {

    private static final Logger LOG = Logger.getLogger(HandlerTasks.class.getName());

    /** How many calls a task runs before others may have its thread. */
    static final int CALLS_A_TASK = 64;

    /** A call of the handler. */
    interface Work {

        /** Calls the handler; may take long. */
        void call();

        /** Runs after that on the same thread; must not block. */
        void called();

        /** Runs instead of both where no thread is to be had: the server ends, or has none left. Must not block. */
        void rejected(RuntimeException failure);
    }

    private final Executor executor;

    // Guarded by this; nothing else is locked under it.
    private final Queue<Work> waiting = new ArrayDeque<>();
    private int coming; // tasks that will look for work: submitted, or done with a call

    /** @param executor runs the tasks */
    HandlerTasks(Executor executor) {
        this.executor = executor;
    }

    /**
     * Runs a call soon, and not on the caller's stack.
     *
     * @param work what is called
     */
    void execute(Work work) {
        synchronized (this) {
            waiting.add(work);
            if (coming > 0) {
                return;
            }
            coming++;
        }
        try {
            executor.execute(this::run);
        } catch (RuntimeException e) {
            withdraw().forEach(rejected -> rejected.rejected(e));
        }
    }

    // Others may have relied on the task that there is not.
    private synchronized List<Work> withdraw() {
        coming--;
        List<Work> withdrawn = coming > 0 ? List.of() : new ArrayList<>(waiting);
        if (!withdrawn.isEmpty()) {
            waiting.clear();
        }
        return withdrawn;
    }

    private void run() {
        int calls = 0;
        for (Work next = take(); next != null; next = take()) {
            guarded(next::call);
            synchronized (this) {
                coming++;
            }
            guarded(next::called);
            calls++;
            if (calls % CALLS_A_TASK == 0 && giveBack()) {
                return;
            }
        }
    }

    // Or the others would wait for a task that has ended.
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            LOG.log(Level.SEVERE, "Call of a handler failed", e);
        }
    }

    private Work take() {
        Work next;
        synchronized (this) {
            coming--;
            next = waiting.poll();
            if (coming > 0 || waiting.isEmpty()) {
                return next;
            }
            coming++;
        }
        submit(); // before the call, which may take long; where that fails this task takes them after it
        return next;
    }

    /** {@return whether another task takes what waits, so that this one ends} */
    private boolean giveBack() {
        synchronized (this) {
            if (coming > 1 || waiting.isEmpty()) {
                coming--;
                return true;
            }
        }
        try {
            executor.execute(this::run); // comes instead of this one
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (RuntimeException e) {
            synchronized (this) {
                coming--;
            }
        }
    }
}
