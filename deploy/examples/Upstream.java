import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An application behind Wirescope, as small as it can be: receives each message of a client as a CloudEvent over HTTP. Needs
 * a JDK 17 and nothing else:
 *
 * <pre>java deploy/examples/Upstream.java [PORT]</pre>
 *
 * <p>{@code order.create} with a quantity of 1 to 100 is answered with an order, with another one refused;
 * {@code order.viewed} has no answer. With a secret in the environment variable {@code UPSTREAM_SECRET} it takes only what
 * is signed with that secret.
 */
public final class Upstream {

    private static final int LARGEST_BODY = 1 << 20;
    /** A real application uses a JSON library. */
    private static final Pattern QUANTITY = Pattern.compile("\"quantity\"\\s*:\\s*(\\d{1,9})\\s*[,}]");

    private final byte[] secret;
    private final AtomicInteger orders = new AtomicInteger();

    private Upstream(String secret) {
        this.secret = secret == null || secret.isEmpty() ? null : secret.getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 9000 : Integer.parseInt(args[0]);
        Upstream upstream = new Upstream(System.getenv("UPSTREAM_SECRET"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", upstream::serve);
        server.start();
        System.out.println("Upstream listens on http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
            Answer answer = answer(exchange, body);
            System.out.println(header(exchange, "ce-type") + " of " + header(exchange, "ce-clientid") + ", request "
                    + header(exchange, "ce-requestid") + ": " + answer.status());
            byte[] text = answer.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type",
                    answer.status() < 400 ? "application/json" : "application/problem+json");
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private Answer answer(HttpExchange exchange, byte[] body) {
        if (!exchange.getRequestMethod().equals("POST") || !header(exchange, "ce-specversion").equals("1.0")) {
            return Answer.problem(400, "Not a CloudEvent", "POST a CloudEvent 1.0 in binary mode");
        }
        if (secret != null && !isSigned(header(exchange, "X-Wirescope-Signature"), header(exchange, "ce-id"), body)) {
            return Answer.problem(401, "Bad signature", "The message is not signed with the secret");
        }
        return switch (header(exchange, "ce-type")) {
            case "order.create" -> order(new String(body, StandardCharsets.UTF_8));
            case "order.viewed" -> new Answer(204, "");
            default -> Answer.problem(404, "Unknown type", "There are order.create and order.viewed");
        };
    }

    // A message that is sent again has the ce-id that it had: an application that must not order twice remembers those.
    private Answer order(String payload) {
        Matcher found = QUANTITY.matcher(payload);
        int quantity = found.find() ? Integer.parseInt(found.group(1)) : 0;
        return quantity < 1 || quantity > 100
                ? Answer.problem(422, "Quantity out of range", "The quantity must be 1 to 100")
                : new Answer(200, "{\"order_id\": \"o-" + orders.incrementAndGet() + "\", \"quantity\": " + quantity + "}");
    }

    private boolean isSigned(String signature, String id, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((id + '.').getBytes(StandardCharsets.UTF_8));
            String expected = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
            // Takes as long whatever the difference: how long it took would tell an attacker how much was right.
            return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has HMAC-SHA256
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private record Answer(int status, String json) {

        static Answer problem(int status, String title, String detail) {
            return new Answer(status, "{\"title\": \"" + title + "\", \"status\": " + status + ", \"detail\": \"" + detail + "\"}");
        }
    }
}
