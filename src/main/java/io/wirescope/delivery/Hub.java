package io.wirescope.delivery;

import io.wirescope.connection.SharedMessage;
import io.wirescope.envelope.Rfc3339;
import io.wirescope.internal.config.FailureLog;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * What this node does with the messages of channels: knows who is in which channel, makes each message once for all of them, and
 * hands it to them on lanes. Thread-safe; waits for nobody.
 *
 * <p>Channels of events are the node's own and do not go through the {@link Broker}.
 */
@Service
class Hub implements Broker.Listener {

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(Hub.class.getName()));

    /** How many messages of a history are read at a time. */
    private static final int PAGE = 1000;

    private final Broker broker;
    private final MemoryBroker own;
    private final Lanes lanes;
    private final Clock clock;
    private final Backlog backlog;
    private final Map<String, Members> channels = new ConcurrentHashMap<>();

    /**
     * @param settings have how many may wait to publish
     * @param broker   has the channels
     * @param own      has those of events
     * @param lanes    deliver
     * @param clock    stamps messages
     */
    @Inject
    public Hub(Settings settings, Broker broker, MemoryBroker own, Lanes lanes, Clock clock) {
        this.broker = broker;
        this.own = own;
        this.lanes = lanes;
        this.clock = clock;
        this.backlog = new Backlog(settings.integer("wirescope.channels.lane-queue", 1, 1_000_000), this::hasRoom);
        own.listen(this);
        broker.listen(this);
        lanes.onProgress(backlog::letGoOn);
    }

    private Broker brokerOf(String channel) {
        return ChannelName.isOfEvents(channel) ? own : broker;
    }

    /**
     * Publishes a message, unless too many wait for the members already.
     *
     * @param sender is given the message's place before its connection gets the message
     * @return the place, and how many members of this node it goes to, once it is in the history. Fails with
     *         {@link DeliveryOverloadedException}, {@link MessageTooLargeException} or {@link BrokerUnavailableException}
     */
    CompletionStage<Delivery> offer(String channel, Message message, Sender sender) {
        return hasRoom(channel) ? publish(channel, message, sender)
                : CompletableFuture.failedFuture(new DeliveryOverloadedException());
    }

    /** Publishes a message as {@link #offer} does, once there is room, after those that wait already. */
    CompletionStage<Delivery> send(String channel, Message message) {
        if (lanes.isOnLane()) { // which would wait for itself
            return publish(channel, message, Sender.OUTSIDE);
        }
        CompletionStage<Void> room = backlog.whenRoom(channel);
        return room.thenCompose(ready -> publish(channel, message, Sender.OUTSIDE));
    }

    private CompletionStage<Delivery> publish(String channel, Message message, Sender sender) {
        Payload payload = payload(channel, message);
        Sending sending = new Sending(sender);
        payload.sentBy(sending);
        return brokerOf(channel).publish(channel, payload).thenApply(position -> {
            if (!sending.isFannedOut()) { // nobody is in the channel here
                payload.takeSending();
                sending.place(position);
            }
            return new Delivery(channel, position, sending.members());
        });
    }

    private Payload payload(String channel, Message message) {
        return Payload.of(channel, message, Rfc3339.format(clock.instant()));
    }

    /**
     * Judges a message's size as publishing it would, and sends nothing.
     *
     * @throws MessageTooLargeException when it is too large for the channel
     */
    void requireSize(String channel, Message message) {
        brokerOf(channel).requireSize(channel, payload(channel, message));
    }

    /** Starts a channel of events anew: another epoch. Waits for nobody. */
    void restart(String channel) {
        own.restart(channel);
    }

    /** {@return where a channel stands, or empty where it had neither a message nor a member} */
    CompletionStage<Optional<StreamPosition>> newest(String channel) {
        return brokerOf(channel).newest(channel);
    }

    private boolean hasRoom(String channel) {
        Members members = channels.get(channel);
        return members == null || !members.isBehind(lanes);
    }

    @Override
    public CompletionStage<Void> whenRoom(String channel) {
        return backlog.whenRoom(channel);
    }

    @Override
    public void onPublication(String channel, StreamPosition position, Payload payload) {
        try {
            Members members = channels.get(channel);
            if (members != null) {
                payload.at(position); // once, before several lanes want it
                members.fanOut(new Publication(channel, position, payload), payload.takeSending(), lanes);
                lanes.wake();
            }
        } catch (Throwable e) { // an error too: the broker has the message, and its other listeners are to get it
            FAILURES.warn("A message could not be handed to the lanes", e);
        }
    }

    /**
     * Lets a connection into a channel. What the history has after a place is queued for it first; nothing comes between that and
     * what is published from then on. What is published is held until {@link Membership#release}.
     *
     * @param after the last message that it has, or null when it wants no history
     */
    CompletionStage<JoinResult> join(Membership member, StreamPosition after) {
        return follow(member).thenCompose(followed -> read(member, after)).whenComplete((joined, failure) -> {
            if (failure != null) {
                leave(member);
            }
        });
    }

    private CompletionStage<Void> follow(Membership member) {
        Members members = channels.computeIfAbsent(member.channel(), channel -> new Members(lanes.count()));
        while (!members.add(member)) { // all others have just left
            channels.remove(member.channel(), members);
            members = channels.computeIfAbsent(member.channel(), channel -> new Members(lanes.count()));
        }
        CompletableFuture<Void> followed = members.followed();
        return followed != null ? followed : subscribe(member.channel(), members.following());
    }

    private CompletionStage<Void> subscribe(String channel, CompletableFuture<Void> followed) {
        brokerOf(channel).subscribe(channel).whenComplete((done, failure) -> {
            if (failure == null) {
                followed.complete(null);
            } else {
                followed.completeExceptionally(failure);
            }
        });
        return followed;
    }

    private CompletionStage<JoinResult> read(Membership member, StreamPosition after) {
        member.reading();
        return read(member.channel(), after, new ArrayList<>(0)).thenCompose(page -> {
            boolean complete = page.isComplete();
            StreamPosition from = after != null && complete ? after : page.newest();
            if (!member.merge(page.newest(), from)) {
                return read(member, after);
            }
            member.replay(page.publications());
            return CompletableFuture.completedFuture(new JoinResult(from, complete));
        });
    }

    // Page by page; one that no longer reaches back makes a gap of all, or there would be one in the midst.
    private CompletionStage<HistoryPage> read(String channel, StreamPosition since, List<Publication> before) {
        return brokerOf(channel).history(channel, since, PAGE).thenCompose(page -> {
            if (before.isEmpty() && !page.hasMore()) {
                return CompletableFuture.completedFuture(page);
            }
            before.addAll(page.publications());
            if (page.hasMore()) {
                return read(channel, before.get(before.size() - 1).position(), before);
            }
            return CompletableFuture.completedFuture(new HistoryPage(page.newest(), page.isComplete(),
                    page.isComplete() ? before : List.of()));
        });
    }

    /** Takes a connection out of a channel; does nothing where it is not in it. Takes no lock under which anybody is called. */
    void leave(Membership member) {
        member.leave();
        Members members = channels.get(member.channel());
        if (members != null && members.remove(member)) {
            channels.remove(member.channel(), members);
            members.following().thenRun(() -> brokerOf(member.channel()).unsubscribe(member.channel()));
        }
    }

    /**
     * Sends a message of this node to those who are in a channel here, past the broker and its history: it has no place.
     *
     * @return how many connections it was queued to
     */
    int announce(String channel, SharedMessage message) {
        int taken = 0;
        Members members = channels.get(channel);
        if (members != null) {
            for (Iterator<Membership> each = members.iterator(); each.hasNext();) {
                taken += each.next().announce(message) ? 1 : 0;
            }
        }
        return taken;
    }
}
