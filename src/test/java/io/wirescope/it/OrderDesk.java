package io.wirescope.it;

import io.wirescope.upstream.ClientMessage;
import io.wirescope.upstream.Handles;
import io.wirescope.upstream.MessageHandler;
import io.wirescope.upstream.MessageRefusedException;
import io.wirescope.upstream.Reply;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** A handler in the same application: answers by what the payload asks for. */
@Handles("order.*")
public class OrderDesk implements MessageHandler {

    @Inject
    private OrderTicket ticket;

    /** A payload that JSON-B writes. */
    public record Receipt(int number, String thread) {
    }

    @Override
    public Object handle(ClientMessage message) {
        return switch (message.payload().getString("want", "receipt")) {
            case "nothing" -> null;
            case "map" -> Map.of("client", message.clientId(), "ticket", ticket.number());
            case "reply" -> new Reply("order.accepted", Json.createObjectBuilder().add("ok", true).build());
            case "stage" -> CompletableFuture.supplyAsync(() -> message.payload());
            case "refusal" -> throw new MessageRefusedException("Sold out", "No more of these");
            case "exception" -> throw new IllegalStateException("secret of the application");
            case "failed-stage" -> CompletableFuture.failedFuture(new IllegalStateException("secret of the application"));
            case "reserved" -> new Reply("hello", message.payload());
            case "transaction" -> leaveTransaction();
            case "never" -> new CompletableFuture<>();
            default -> new Receipt(7, Thread.currentThread().getName());
        };
    }

    // Says what it found, and leaves a transaction and an interruption behind.
    private static Object leaveTransaction() {
        try {
            UserTransaction transaction = InitialContext.doLookup("java:comp/UserTransaction");
            Map<String, Object> found = Map.of("none", transaction.getStatus() == Status.STATUS_NO_TRANSACTION,
                    "interrupted", Thread.currentThread().isInterrupted());
            transaction.begin();
            Thread.currentThread().interrupt();
            return found;
        } catch (NamingException | NotSupportedException | SystemException e) {
            throw new IllegalStateException(e);
        }
    }
}
