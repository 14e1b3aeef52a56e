package io.wirescope.internal.rest.scope;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.internal.config.NodeIdentity;
import io.wirescope.internal.nodes.Answers;
import io.wirescope.internal.nodes.Nodes;
import io.wirescope.internal.nodes.Questions;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.request.QueryParameters;
import io.wirescope.internal.rest.view.ApiResponse.AskedNodes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.Optional;

/** Decides which servers a request is for, and asks them. Thread-safe. */
@Dependent
public class Cluster {

    private static final String SCOPE = "scope";
    private static final String ALL = "cluster";
    private static final String ONE = "node";

    private final Nodes nodes;
    private final Questions questions;

    /** For RESTEasy's sake, as its users. */
    public Cluster() {
        this(null, null);
    }

    @Inject
    Cluster(Nodes nodes, Questions questions) {
        this.nodes = nodes;
        this.questions = questions;
    }

    /**
     * {@return whether a request is for all servers: where there can be several, unless it says {@code scope=node}}
     *
     * @throws InvalidFieldException when the scope is another text
     */
    public boolean asksAll(QueryParameters parameters) {
        String scope = parameters.single(SCOPE).orElse(ALL);
        if (!scope.equals(ALL) && !scope.equals(ONE)) {
            throw new InvalidFieldException(SCOPE, "must be cluster or node");
        }
        return nodes.isClustered() && scope.equals(ALL);
    }

    Answers askAll(String kind, String question) {
        return questions.askAll(kind, question);
    }

    /**
     * Asks all servers, or the one that the parameter {@code node} names.
     *
     * @throws InvalidFieldException when that can't be the id of a server
     */
    Answers ask(QueryParameters parameters, String kind, String question) {
        Optional<String> node = parameters.single(ONE);
        node.filter(id -> !NodeIdentity.isValid(id)).ifPresent(id -> {
            throw new InvalidFieldException(ONE, "must be the id of a server");
        });
        return node.map(id -> questions.askOnly(id, kind, question)).orElseGet(() -> askAll(kind, question));
    }

    static AskedNodes asked(Collection<String> answered, Collection<String> missing) {
        return new AskedNodes(answered.stream().sorted().toList(), missing.stream().sorted().toList());
    }

    static AskedNodes asked(Answers.Read<?> read) {
        return asked(read.byNode().keySet(), read.missing());
    }

    /** {@return this server's id, or null where it stands alone} */
    public String self() {
        return nodes.self().orElse(null);
    }

    /**
     * {@return the other server that has a connection, by the connection's id; empty where it is this one or not there}
     *
     * @param connectionId any text
     */
    public Optional<String> otherOwner(String connectionId) {
        return NodeIdentity.nodeOf(connectionId)
                .filter(owner -> nodes.isClustered() && !owner.equals(self()) && nodes.living().contains(owner));
    }

    /**
     * Asks one other server.
     *
     * @throws RefusedRequestException when it does not answer in time
     */
    JsonObject askOwner(String owner, String kind, JsonObject question) {
        return questions.askOne(owner, kind, JsonFormat.write(question))
                .orElseThrow(() -> RefusedRequestException.nodeUnavailable(owner));
    }
}
