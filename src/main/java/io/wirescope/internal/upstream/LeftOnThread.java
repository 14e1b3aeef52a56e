package io.wirescope.internal.upstream;

import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Ends what a handler has left on its thread, because the next message of the same task must not find it: a transaction
 * that it began by itself and did not end, and the mark of an interruption. Thread-safe.
 */
final class LeftOnThread {

    private static final Logger LOG = Logger.getLogger(LeftOnThread.class.getName());

    private final Supplier<Optional<UserTransaction>> lookUp;
    private volatile Optional<UserTransaction> transaction;

    /** @param lookUp finds what shows the transaction of the calling thread; asked once, on a handler's thread */
    LeftOnThread(Supplier<Optional<UserTransaction>> lookUp) {
        this.lookUp = lookUp;
    }

    /** {@return one that asks the server for transactions (Jakarta Transactions 2.0, section 3.2)} */
    static LeftOnThread ofServer() {
        return new LeftOnThread(() -> {
            try {
                return Optional.of(InitialContext.doLookup("java:comp/UserTransaction"));
            } catch (NamingException e) { // a server without transactions
                LOG.log(Level.FINE, "No transactions here", e);
                return Optional.empty();
            }
        });
    }

    /**
     * Ends what is left on the calling thread.
     *
     * @param route whose handler left it, for the log
     */
    void end(String route) {
        Thread.interrupted();
        if (transaction == null) {
            transaction = lookUp.get();
        }
        transaction.ifPresent(current -> {
            try {
                if (current.getStatus() != Status.STATUS_NO_TRANSACTION) {
                    current.rollback();
                    LOG.warning("Transaction rolled back that a handler left open: route=" + route);
                }
            } catch (SystemException | RuntimeException e) {
                LOG.log(Level.WARNING, "Transaction of a handler could not be ended: route=" + route, e);
            }
        });
    }
}
