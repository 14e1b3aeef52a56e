package io.wirescope.internal.rest.scope;

import io.wirescope.connection.CloseCode;
import io.wirescope.connection.Connection;
import io.wirescope.connection.ConnectionRegistry;
import io.wirescope.connection.Protocol;
import io.wirescope.connection.Role;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.http.Query;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ConnectionView;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The connections of this server. Thread-safe. */
@Service
public class ConnectionList {

    private final ConnectionRegistry registry;

    @Inject
    ConnectionList(ConnectionRegistry registry) {
        this.registry = registry;
    }

    /**
     * Some of the connections.
     *
     * @param connections   oldest first
     * @param totalReturned how many that are
     * @param total         how many match
     */
    public record ConnectionsView(List<ConnectionView> connections, int totalReturned, int total) {
    }

    /**
     * Lists connections, oldest first.
     *
     * @param parameters the filters
     * @param offset     how many are skipped
     * @param limit      how many are returned at most
     * @return those that match
     * @throws InvalidFieldException when a parameter breaks its rule
     */
    public ConnectionsView list(QueryParameters parameters, long offset, long limit) {
        List<Connection> matching = registry.all().stream()
                .filter(filter(parameters))
                .sorted(Comparator.comparing(Connection::connectedAt).thenComparing(Connection::connectionId))
                .toList();
        List<ConnectionView> page = matching.stream().skip(offset).limit(limit).map(ConnectionView::of).toList();
        return new ConnectionsView(page, page.size(), matching.size());
    }

    private static Predicate<Connection> filter(QueryParameters parameters) {
        String clientId = parameters.id("client_id");
        Role role = parameters.single("role").map(name -> Role.of(name).orElseThrow(() ->
                new InvalidFieldException("role", "must be frontend, admin or test"))).orElse(null);
        Protocol protocol = parameters.single("protocol").map(name -> Protocol.of(name).orElseThrow(() ->
                new InvalidFieldException("protocol", "must be envelope or raw"))).orElse(null);
        return connection -> (clientId == null || clientId.equals(connection.peer().clientId()))
                && (role == null || role == connection.peer().role())
                && (protocol == null || protocol == connection.peer().protocol());
    }

    /** {@return the answer to another server's question} */
    ConnectionsView list(JsonObject question) {
        return list(new QueryParameters(new Query(question.getString("query"))), 0, question.getInt("limit"));
    }

    /**
     * Closes a connection with 1001.
     *
     * @param connectionId the server's own id of it
     * @return whether there was one; the close is under way
     */
    public boolean close(String connectionId) {
        return registry.find(connectionId).map(connection -> {
            connection.close(CloseCode.GOING_AWAY, "Closed by an operator");
            return true;
        }).orElse(false);
    }

    /**
     * {@return a connection now, or empty when it is unknown or has ended}
     *
     * @param connectionId the server's own id of it
     */
    public Optional<ConnectionView> show(String connectionId) {
        return registry.find(connectionId).map(ConnectionView::of);
    }
}
