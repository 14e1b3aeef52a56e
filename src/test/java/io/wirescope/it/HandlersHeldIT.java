package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Nothing holds a thread that reads messages, whatever applications and other clients do. WildFly reads on a few I/O threads,
 * each for many clients: whoever held one would hold them all.
 */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class HandlersHeldIT {

    /** More than WildFly has I/O threads, which take clients by turns; and on each both those that hold and honest ones. */
    private static final int CLIENTS = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());

    /** WildFly's executor has a thread more than there are cores. */
    private static final int HELD = 2;

    /** Of each other kind. */
    private static final int HOLDING = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static HttpUpstreamServer application;

    @ArquillianResource
    private URI server;

    private final List<AutoCloseable> open = new ArrayList<>();

    @Deployment(testable = false)
    static WebArchive war() throws IOException {
        application = new HttpUpstreamServer().on("silent.x", asked -> { })
                .on("io.wirescope.connect", HandlersHeldIT::connect).on("io.wirescope.subscribe", asked -> { });
        Map<String, String> settings = new HashMap<>();
        settings.put("wirescope.routes.silent.types", "silent.*");
        settings.put("wirescope.routes.silent.url", application.url("/silent"));
        settings.put("wirescope.routes.silent.timeout", "PT60S");
        settings.put("wirescope.routes.held-desk.timeout", "PT60S");
        settings.put("wirescope.hooks.connect.url", application.url("/connect"));
        settings.put("wirescope.hooks.subscribe.url", application.url("/subscribe"));
        return ShippedWar.with(settings).addClasses(HeldDesk.class, HeldThreads.class, HandlingThreadsServlet.class);
    }

    private static void connect(HttpUpstreamServer.Asked asked) {
        if (!asked.payload().getString("client_id").startsWith("unadmitted")) {
            asked.answer(204, null, "");
        }
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @AfterAll
    static void end() {
        application.close();
    }

    private Client connect(String clientId) throws Exception {
        Client client = Client.connect(server, "/ws/client?client_id=" + clientId);
        open.add(client);
        return client;
    }

    private String handling(String path) throws Exception {
        return new Api(server).exchange("GET", "/test/handling" + path).body();
    }

    @Test
    void othersAreServedWhileHandlersUpstreamsHooksAndReadersHold() throws Exception {
        List<Client> honest = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Client client = Client.enveloped(server, "honest-" + i);
            open.add(client);
            honest.add(client);
        }
        holdAll();
        for (int round = 0; round < 3; round++) {
            for (Client client : honest) {
                client.send(Messages.PING);
            }
            for (Client client : honest) {
                assertThat(client.json("pong")).isNotNull();
            }
        }
        Api.await(PATIENCE, () -> handling("/threads"), String::isEmpty);
        assertThat(handling("/held")).as("they hold their threads all the while").isEqualTo(Integer.toString(HELD));
        handling("/let-go");
        Api.await(PATIENCE, () -> handling("/held"), "0"::equals);
    }

    private void holdAll() throws Exception {
        for (int i = 0; i < HOLDING; i++) {
            Client holding = Client.enveloped(server, "holding-" + i);
            open.add(holding);
            if (i < HELD) {
                holding.send(Messages.envelope("held.x").build().toString());
            }
            holding.send(Messages.envelope("silent.x").build().toString());
            holding.send(Messages.envelope("subscribe").add("payload", Json.createObjectBuilder()
                    .add("channels", Json.createArrayBuilder().add("news"))).build().toString());
            connect("unadmitted-" + i);
            RawFrames stalled = RawHandshake.upgrade(server, "/ws/client?client_id=stalled-" + i).receiveBuffer(4096)
                    .open();
            open.add(stalled);
            byte[] large = Messages.ofBytes(60_000).getBytes();
            for (int k = 0; k < 8; k++) { // half of what may wait
                stalled.sendText(large);
            }
        }
        Api.await(PATIENCE, () -> handling("/held"), Integer.toString(HELD)::equals);
        Api.await(PATIENCE, () -> application.asked("silent.x").size(), asked -> asked >= HOLDING);
    }

    @Test
    void wildFlyHandlesMessagesOnItsIoThreads() throws Exception {
        assumeTrue(System.getProperty("arquillian.launch").equals("wildfly"), "it has dispatch-to-worker");
        AtomicBoolean over = new AtomicBoolean();
        Client client = Client.enveloped(server, "busy");
        open.add(client);
        Thread sender = new Thread(() -> {
            try {
                while (!over.get()) {
                    client.ask(Messages.STATUS);
                }
            } catch (Exception e) { // the test has ended
            }
        }, "sender");
        sender.setDaemon(true);
        sender.start();
        try {
            Api.await(PATIENCE, () -> handling("/threads"), threads -> threads.contains("default I/O-"));
        } finally {
            over.set(true);
            sender.join(PATIENCE.toMillis());
        }
    }
}
