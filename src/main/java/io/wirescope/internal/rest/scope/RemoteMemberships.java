package io.wirescope.internal.rest.scope;

import io.wirescope.delivery.BrokerUnavailableException;
import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.envelope.JsonFormat;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.rest.error.RefusedRequestException;
import io.wirescope.internal.rest.scope.Memberships.LeftView;
import io.wirescope.internal.rest.scope.Memberships.MemberView;
import io.wirescope.internal.rest.scope.Memberships.Wish;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.NotFoundException;
import java.util.function.Supplier;

/** Which channels the connections of other servers are in, by an operator's wish. Thread-safe. */
@Dependent
public class RemoteMemberships {

    static final String JOIN = "join";
    static final String LEAVE = "leave";

    private static final String CHANNEL = "channel";
    private static final String REQUEST = "request_id";
    private static final String TRACE = "trace_id";
    private static final String SPAN = "span";
    private static final String PARENT = "parent_span";
    private static final String DONE = "done";
    private static final String INVALID = "invalid";
    private static final String RULE = "rule";
    private static final String UNAVAILABLE = "unavailable";

    private final Cluster cluster;

    @Inject
    RemoteMemberships(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Brings a connection of another server into a channel.
     *
     * @return where the channel stands
     * @throws NotFoundException       when no other server has that connection
     * @throws InvalidFieldException   when it may not be in that channel
     * @throws RefusedRequestException when the server does not answer in time
     */
    public MemberView join(Wish wish) {
        JsonObject done = ask(JOIN, wish);
        return new MemberView(wish.connectionId(), wish.channel(), done.getString("epoch"),
                done.getJsonNumber("offset").longValueExact(), done.getBoolean("changed"));
    }

    /**
     * Takes a connection of another server out of a channel.
     *
     * @return whether it was in it
     * @throws NotFoundException       when no other server has that connection
     * @throws InvalidFieldException   when it must stay in that channel
     * @throws RefusedRequestException when the server does not answer in time
     */
    public LeftView leave(Wish wish) {
        return new LeftView(wish.connectionId(), wish.channel(), ask(LEAVE, wish).getBoolean("changed"));
    }

    private JsonObject ask(String kind, Wish wish) {
        String owner = cluster.otherOwner(wish.connectionId()).orElseThrow(NotFoundException::new);
        JsonObject answer = cluster.askOwner(owner, kind, write(wish));
        JsonObject invalid = JsonFormat.objectOrNull(answer, INVALID);
        if (invalid != null) {
            throw new InvalidFieldException(invalid.getString("field"), invalid.getString(RULE));
        }
        if (answer.containsKey(UNAVAILABLE)) {
            throw new BrokerUnavailableException(answer.getString(UNAVAILABLE), null);
        }
        JsonObject done = JsonFormat.objectOrNull(answer, DONE);
        if (done == null) {
            throw new NotFoundException();
        }
        return done;
    }

    private static JsonObject write(Wish wish) {
        JsonObjectBuilder json = JsonFormat.object().add(ClusterConnections.ID, wish.connectionId())
                .add(CHANNEL, wish.channel()).add(REQUEST, wish.requestId());
        TraceContext trace = wish.trace();
        if (trace != null) {
            add(json, TRACE, trace.traceId());
            add(json, SPAN, trace.span());
            add(json, PARENT, trace.parentSpan());
        }
        return json.build();
    }

    private static void add(JsonObjectBuilder json, String member, String text) {
        if (text != null) {
            json.add(member, text);
        }
    }

    /** {@return what another server wants} */
    static Wish read(JsonObject question) {
        TraceContext trace = question.containsKey(TRACE) ? new TraceContext(question.getString(TRACE),
                question.getString(SPAN, null), question.getString(PARENT, null)) : null;
        return new Wish(question.getString(ClusterConnections.ID), question.getString(CHANNEL),
                question.getString(REQUEST), trace);
    }

    /** {@return the answer to another server: what was done, or why not} */
    static String answer(Supplier<Object> work) {
        try {
            return "{\"" + DONE + "\":" + Bodies.write(work.get()) + "}";
        } catch (NotFoundException e) {
            return "{}";
        } catch (InvalidFieldException e) {
            return JsonFormat.write(JsonFormat.object().add(INVALID, JsonFormat.object().add("field", e.field())
                    .add(RULE, e.rule())).build());
        } catch (BrokerUnavailableException e) {
            return JsonFormat.write(JsonFormat.object().add(UNAVAILABLE, String.valueOf(e.getMessage())).build());
        }
    }
}
