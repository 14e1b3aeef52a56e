package io.wirescope.internal.conversation;

import static io.wirescope.internal.conversation.Dialogue.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Connection;
import io.wirescope.connection.Peers;
import io.wirescope.connection.Role;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.delivery.PublishRequest;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.TraceContext;
import io.wirescope.internal.conversation.ChannelHooks.Denial;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client's {@code publish} does (contract, section 8). */
class PublishingTest {

    private static final String[] OPEN = {"wirescope.channels.names", "room", "wirescope.channels.publish",
        "room,empty,client:*,staff@admin"};
    private static final String JOIN = envelope("subscribe", "'payload':{'channels':['room']}");

    private static String publish(String members) {
        return envelope("publish", "'request_id':'p1','payload':{" + members + "}");
    }

    private static String say(String text) {
        return publish("'channel':'room','type':'chat','payload':{'text':'" + text + "'}");
    }

    private static String quietly(String text) {
        return publish("'channel':'room','type':'chat','payload':{'text':'" + text + "'},'echo':false");
    }

    private static JsonObject payload(JsonObject message, String type) {
        assertThat(message.getString("type")).as("%s", message).isEqualTo(type);
        return message.getJsonObject("payload");
    }

    private static List<String> types(ScriptedTransport transport) {
        return transport.messages().stream().map(message -> message.getString("type")).toList();
    }

    private static JsonObject last(ScriptedTransport transport) {
        List<JsonObject> messages = transport.messages();
        return messages.get(messages.size() - 1);
    }

    @Test
    void itIsEchoedWhileNobodyMayPublish() {
        JsonObject answer = payload(Dialogue.open(Peers.envelope("alice")).ask(say("hi")), "echo");

        assertThat(answer.getString("message_type")).isEqualTo("publish");
    }

    @Test
    void theSenderGetsThePlaceAndTheMembersTheMessage() {
        Dialogue alice = Dialogue.open(Peers.traced("alice"), OPEN);
        ScriptedTransport bob = alice.join(Peers.envelope("bob"));
        alice.delivery().broadcaster().toChannel("client:bob", "x", JsonValue.EMPTY_JSON_OBJECT);

        JsonObject answer = alice.ask(publish("'channel':'client:bob','type':'chat','payload':{'text':'hi'}"));
        assertThat(answer.getString("request_id")).isEqualTo("p1");
        assertThat(payload(answer, "published").keySet()).containsExactly("channel", "epoch", "offset");
        assertThat(payload(answer, "published").getInt("offset")).isEqualTo(2);

        JsonObject heard = last(bob);
        assertThat(payload(heard, "chat").getString("text")).isEqualTo("hi");
        assertThat(heard.getString("request_id")).isEqualTo("p1");
        assertThat(heard.getJsonObject("trace").getString("trace_id")).isEqualTo(Peers.TRACE.traceId());
        assertThat(heard.getJsonObject("trace").getString("parent_span")).isEqualTo(Peers.TRACE.span());
        assertThat(heard.getJsonObject("meta").getString("publisher")).isEqualTo("alice");
        assertThat(heard.getJsonObject("meta").getString("channel")).isEqualTo("client:bob");
        assertThat(heard.getJsonObject("meta").getInt("offset")).isEqualTo(2);
        assertThat(alice.delivery().publisher().published()).isEqualTo(1);
        assertThat(alice.gateway().registry().statistics().broadcasts()).isEqualTo(2);
    }

    @Test
    void theAnswerStandsBeforeTheSendersOwnCopy() {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        alice.ask(JOIN);
        alice.say(say("hi"));

        assertThat(types(alice.transport())).containsExactly("hello", "subscribed", "published", "chat");
    }

    @Test
    void withoutEchoOnlyTheSendersOwnConnectionIsLeftOut() {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        ScriptedTransport elsewhere = alice.join(Peers.envelope("alice"));
        alice.say(publish("'channel':'client:alice','type':'chat','payload':{},'echo':false"));

        assertThat(types(alice.transport())).containsExactly("hello", "published");
        assertThat(types(elsewhere)).containsExactly("hello", "chat");
    }

    @Test
    void anEchoOfNullIsTheDefault() {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        alice.say(publish("'channel':'client:alice','type':'chat','payload':{},'echo':null"));

        assertThat(types(alice.transport())).containsExactly("hello", "published", "chat");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'type':'a','payload':{}|INVALID_ENVELOPE|payload.channel|is required",
        "'channel':7,'type':'a','payload':{}|INVALID_ENVELOPE|payload.channel|must be a string, not a number",
        "'channel':'room','payload':{}|INVALID_ENVELOPE|payload.type|is required",
        "'channel':'room','type':'','payload':{}|INVALID_ENVELOPE|payload.type|must be 1 to 128 characters",
        "'channel':'room','type':'hello','payload':{}|INVALID_ENVELOPE|payload.type|must not be one of the contract's own: hello",
        "'channel':'room','type':'published','payload':{}|INVALID_ENVELOPE|payload.type|must not be one of the contract's own: published",
        "'channel':'room','type':'publish','payload':{}|INVALID_ENVELOPE|payload.type|must not be one of the contract's own: publish",
        "'channel':'room','type':'a'|INVALID_ENVELOPE|payload.payload|is required",
        "'channel':'room','type':'a','payload':[]|INVALID_ENVELOPE|payload.payload|must be an object, not an array",
        "'channel':'room','type':'a','payload':{},'echo':'no'|INVALID_ENVELOPE|payload.echo|must be a boolean, not a string"})
    void aMemberThatBreaksItsRuleIsNamed(String members, String code, String member, String rule) {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        JsonObject error = payload(alice.ask(publish(members)), "error");

        assertThat(error.getString("error_code")).isEqualTo(code);
        assertThat(error.getJsonObject("details").getString("member")).isEqualTo(member);
        assertThat(error.getJsonObject("details").getString("rule")).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({"events:*, NOT_PERMITTED", "events:drift.status, NOT_PERMITTED", "elsewhere, NOT_PERMITTED",
        "staff, NOT_PERMITTED", "broadcast, NOT_PERMITTED", "role:admin, NOT_PERMITTED", "empty, UNKNOWN_CHANNEL",
        "role:king, UNKNOWN_CHANNEL", "events:Bad, UNKNOWN_CHANNEL", "'', UNKNOWN_CHANNEL"})
    void aChannelThatIsNotForThisClientOrNotThereIsRefused(String channel, String code) {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        JsonObject error = payload(alice.ask(publish("'channel':'" + channel + "','type':'a','payload':{}")), "error");

        assertThat(error.getString("error_code")).isEqualTo(code);
        assertThat(error.getJsonObject("details").getString("channel")).isEqualTo(channel);
        assertThat(alice.transport().closes()).isEmpty();
        assertThat(alice.requests().refusedPublishes()).isEqualTo(1);
        assertThat(alice.delivery().publisher().published()).isZero();
    }

    @Test
    void whatExistsForOneRoleIsNotPermittedToAnother() {
        String toStaff = publish("'channel':'staff','type':'a','payload':{}");
        Dialogue admin = Dialogue.open(Peers.withRole("root", Role.ADMIN), OPEN);

        assertThat(payload(admin.ask(toStaff), "error").getString("error_code")).isEqualTo("UNKNOWN_CHANNEL");
        admin.delivery().broadcaster().toChannel("staff", "x", JsonValue.EMPTY_JSON_OBJECT);
        assertThat(payload(admin.ask(toStaff), "published").getInt("offset")).isEqualTo(2);
    }

    @Test
    void aMessageOverTheChannelsSizeIsRefusedAndHasNoOffset() {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), "wirescope.channels.names", "room",
                "wirescope.channels.publish", "room", "wirescope.channels.max-message-bytes", "1024");
        JsonObject error = payload(alice.ask(say("x".repeat(1024))), "error");

        assertThat(error.getString("error_code")).isEqualTo("MESSAGE_TOO_LARGE");
        assertThat(error.getJsonObject("details").getInt("max_message_bytes")).isEqualTo(1024);
        assertThat(alice.transport().closes()).isEmpty();
        assertThat(payload(alice.ask(say("x")), "published").getInt("offset")).isEqualTo(1);
    }

    @Test
    void whoComesBackGetsWhatWasPublishedMeanwhileAndItsOwnThatItHasNotSeen() {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        JsonObject hello = alice.transport().messages().get(0).getJsonObject("payload").getJsonObject("session");
        JsonObject joined = payload(alice.ask(JOIN), "subscribed").getJsonArray("channels").getJsonObject(0);
        alice.ask(quietly("one"));
        alice.ask(quietly("two"));
        alice.connection().closed(1006, "");

        ScriptedTransport again = ScriptedTransport.prompt();
        alice.conversation().open(alice.gateway().register(Peers.envelope("alice"), again), new ResumeRequest(
                List.of(Optional.of(hello.getString("token"))),
                List.of(Optional.of("room@" + joined.getString("epoch") + ":1"))));

        assertThat(types(again)).containsExactly("hello", "chat");
        assertThat(last(again).getJsonObject("meta").getInt("offset")).isEqualTo(2);
        assertThat(payload(last(again), "chat").getString("text")).isEqualTo("two");
    }

    @Test
    void aThousandPublishersInOneChannelAreHeardInOneOrder() throws Exception {
        Dialogue first = Dialogue.open(Peers.envelope("publisher-0"), OPEN);
        ScriptedTransport listener = first.join(Peers.envelope("listener"));
        Connection listening = first.gateway().registry().all().stream()
                .filter(connection -> connection.peer().clientId().equals("listener")).findFirst().orElseThrow();
        first.conversation().onText(listening, JOIN);
        List<ScriptedTransport> transports = new ArrayList<>();
        List<Connection> publishers = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            ScriptedTransport transport = ScriptedTransport.prompt();
            Connection connection = first.gateway().register(Peers.envelope("publisher-" + i), transport);
            first.conversation().open(connection, ResumeRequest.NONE);
            transports.add(transport);
            publishers.add(connection);
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (Connection publisher : publishers) {
                sent.add(threads.submit(() -> IntStream.range(0, 5).forEach(n ->
                        first.conversation().onText(publisher, say("n" + n)))));
            }
            for (Future<?> one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        List<JsonObject> heard = listener.messages().subList(2, 5002);
        assertThat(heard).extracting(message -> message.getJsonObject("meta").getJsonNumber("offset").longValue())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 5000).boxed().toList());
        for (int i = 0; i < 1000; i++) {
            String clientId = "publisher-" + (i + 1);
            List<Integer> places = transports.get(i).messages().stream().skip(1)
                    .map(message -> payload(message, "published").getInt("offset")).toList();
            assertThat(places).hasSize(5).isSorted();
            assertThat(heard.stream().filter(message -> message.getJsonObject("meta").getString("publisher")
                    .equals(clientId)).map(message -> message.getJsonObject("meta").getInt("offset")).toList())
                    .isEqualTo(places);
        }
    }

    @Test
    void aMemberThatHearsNotItselfSeesEachOffsetOnceInOrder() throws Exception {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        alice.ask(JOIN);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> other = threads.submit(() -> IntStream.range(0, 2000).forEach(n ->
                    alice.delivery().broadcaster().toChannel("room", "chat", JsonValue.EMPTY_JSON_OBJECT)));
            IntStream.range(0, 2000).forEach(n -> alice.say(quietly("mine")));
            other.get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        List<Integer> offsets = alice.transport().messages().stream().skip(2)
                .map(message -> message.getString("type").equals("published")
                        ? message.getJsonObject("payload").getInt("offset")
                        : message.getJsonObject("meta").getInt("offset")).toList();

        assertThat(offsets).containsExactlyElementsOf(IntStream.rangeClosed(1, 4000).boxed().toList());
    }

    // Hooks

    /** Answers as the test says. */
    private static final class Scripted implements ChannelHooks {

        private final List<String> asked = new ArrayList<>();
        private CompletionStage<Optional<Denial>> verdict = CompletableFuture.completedStage(Optional.empty());

        @Override
        public CompletionStage<Optional<Denial>> beforeSubscribe(Connection connection, List<String> channels,
                String requestId, TraceContext trace) {
            asked.add("subscribe " + channels + " " + requestId);
            return verdict;
        }

        @Override
        public CompletionStage<Optional<Denial>> beforeUnsubscribe(Connection connection) {
            asked.add("unsubscribe");
            return verdict;
        }

        @Override
        public CompletionStage<Optional<Denial>> beforePublish(Connection connection, PublishRequest request,
                String requestId, TraceContext trace) {
            asked.add("publish " + request.channel() + " " + requestId);
            return verdict;
        }
    }

    @Test
    void hooksAreAskedAfterTheOwnRulesAndMayRefuse() {
        Scripted hooks = new Scripted();
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), hooks, OPEN);
        alice.ask(publish("'channel':'staff','type':'a','payload':{}"));
        alice.ask(envelope("subscribe", "'payload':{'channels':['nowhere']}"));
        assertThat(hooks.asked).isEmpty();

        hooks.verdict = CompletableFuture.completedStage(Optional.of(
                new Denial(ErrorCode.NOT_PERMITTED, "No", JsonValue.EMPTY_JSON_OBJECT)));
        assertThat(payload(alice.ask(say("hi")), "error").getString("message")).isEqualTo("No");
        assertThat(payload(alice.ask(JOIN), "error").getString("message")).isEqualTo("No");
        assertThat(hooks.asked).containsExactly("publish room p1", "subscribe [room] " + Peers.REQUEST_ID);
        assertThat(alice.delivery().publisher().published()).isZero();
    }

    @Test
    void aHookThatFailsRefuses() {
        Scripted hooks = new Scripted();
        hooks.verdict = CompletableFuture.failedStage(new IllegalStateException("the hook of the test fails"));
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), hooks, OPEN);

        assertThat(payload(alice.ask(say("hi")), "error").getString("error_code"))
                .isEqualTo("MESSAGE_PROCESSING_ERROR");
        assertThat(payload(alice.ask(say("hi")), "error").getString("message")).doesNotContain("hook");
    }

    @Test
    void anErrorAfterTheHookIsAnsweredToo() {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), new Scripted(), OPEN);
        alice.failNext(new NoClassDefFoundError("the class of the test is gone"));

        assertThat(payload(alice.ask(JOIN), "error").getString("error_code")).isEqualTo("MESSAGE_PROCESSING_ERROR");
        assertThat(alice.ask(envelope("ping", "'payload':{}")).getString("type")).isEqualTo("pong");
    }

    @Test
    void nothingIsSentBeforeALateHookHasPermittedIt() {
        Scripted hooks = new Scripted();
        CompletableFuture<Optional<Denial>> late = new CompletableFuture<>();
        hooks.verdict = late;
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), hooks, OPEN);
        alice.askInVain(JOIN);
        alice.askInVain(say("hi"));
        alice.askInVain(envelope("unsubscribe", "'payload':{'channels':['room']}"));
        assertThat(alice.ask(envelope("ping", "'payload':{}")).getString("type")).isEqualTo("pong");

        late.complete(Optional.empty());
        assertThat(types(alice.transport())).contains("subscribed", "published", "unsubscribed");
    }

    // An operator

    @Test
    void anOperatorBringsAConnectionInAndTakesItOut() throws Exception {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        assertThat(alice.requests().admit(alice.connection(), "waiting", "op-1", null).orElseThrow().isNew()).isTrue();
        assertThat(alice.requests().admit(alice.connection(), "waiting", "op-2", null).orElseThrow().isNew()).isFalse();
        alice.delivery().broadcaster().toChannel("waiting", "first", JsonValue.EMPTY_JSON_OBJECT);
        assertThat(alice.requests().dismiss(alice.connection(), "waiting", "op-3", null)).isTrue();
        assertThat(alice.requests().dismiss(alice.connection(), "waiting", "op-4", null)).isFalse();
        alice.delivery().broadcaster().toChannel("waiting", "second", JsonValue.EMPTY_JSON_OBJECT);

        assertThat(types(alice.transport())).containsExactly("hello", "subscribed", "first", "unsubscribed");
        assertThat(alice.transport().messages().get(1).getString("request_id")).isEqualTo("op-1");
        assertThat(last(alice.transport()).getString("request_id")).isEqualTo("op-3");
        assertThat(last(alice.transport()).getJsonObject("payload").getJsonArray("channels").getString(0))
                .isEqualTo("waiting");
    }

    @Test
    void theOperatorAndTheClientTakeTurns() throws Exception {
        Dialogue alice = Dialogue.open(Peers.envelope("alice"), OPEN);
        String leave = envelope("unsubscribe", "'payload':{'channels':['room']}");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> operator = threads.submit(() -> {
                for (int n = 0; n < 2000; n++) {
                    alice.requests().admit(alice.connection(), "room", "op", null);
                    alice.requests().dismiss(alice.connection(), "room", "op", null);
                }
                return null;
            });
            Future<?> publisher = threads.submit(() -> IntStream.range(0, 2000).forEach(n ->
                    alice.delivery().broadcaster().toChannel("room", "price", JsonValue.EMPTY_JSON_OBJECT)));
            IntStream.range(0, 2000).forEach(n -> {
                alice.say(JOIN);
                alice.say(leave);
            });
            operator.get(30, TimeUnit.SECONDS);
            publisher.get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        long next = 0; // 0 while it is not in the channel
        for (JsonObject message : alice.transport().messages().subList(1, alice.transport().messages().size())) {
            switch (message.getString("type")) {
                case "subscribed" -> {
                    long first = 1 + message.getJsonObject("payload").getJsonArray("channels").getJsonObject(0)
                            .getInt("offset");
                    assertThat(next == 0 || first <= next).as("nothing is skipped by asking again").isTrue();
                    next = next == 0 ? first : next;
                }
                case "unsubscribed" -> next = 0;
                default -> assertThat(message.getJsonObject("meta").getInt("offset")).isEqualTo((int) next++);
            }
        }
    }
}
