package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.nodes.Responder;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.util.function.Function;

/** Answer other servers that ask for connections of this one, or want something done to them. */
@Dependent
public class ConnectionResponders {

    private final ConnectionList connections;
    private final Memberships memberships;

    @Inject
    ConnectionResponders(ConnectionList connections, Memberships memberships) {
        this.connections = connections;
        this.memberships = memberships;
    }

    private record Answering(String kind, Function<JsonObject, String> way) implements Responder {

        @Override
        public String answer(String question) {
            return way.apply(Bodies.read(question));
        }
    }

    @Produces
    @Singleton
    Responder list() {
        return new Answering(ClusterConnections.LIST, question -> Bodies.write(connections.list(question)));
    }

    @Produces
    @Singleton
    Responder show() {
        return new Answering(ClusterConnections.SHOW, question -> connections.show(id(question))
                .map(view -> "{\"" + ClusterConnections.SHOW + "\":" + Bodies.write(view) + "}").orElse("{}"));
    }

    @Produces
    @Singleton
    Responder close() {
        return new Answering(ClusterConnections.CLOSE, question -> JsonFormat.write(
                JsonFormat.object().add("closed", connections.close(id(question))).build()));
    }

    @Produces
    @Singleton
    Responder join() {
        return new Answering(RemoteMemberships.JOIN, question -> RemoteMemberships.answer(() ->
                memberships.join(RemoteMemberships.read(question))));
    }

    @Produces
    @Singleton
    Responder leave() {
        return new Answering(RemoteMemberships.LEAVE, question -> RemoteMemberships.answer(() ->
                memberships.leave(RemoteMemberships.read(question))));
    }

    private static String id(JsonObject question) {
        return question.getString(ClusterConnections.ID);
    }
}
