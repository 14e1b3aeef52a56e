package io.wirescope.bench;

import io.wirescope.envelope.Envelope;
import io.wirescope.envelope.EnvelopeCodec;
import io.wirescope.envelope.EnvelopedMessage;
import io.wirescope.envelope.InvalidMessageException;
import io.wirescope.envelope.JsonFormat;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What it costs to read an envelope and to write the echo of it, beside a raw scan of the same texts and JSON-P's parse of
 * the one that was received. They take turns in one JVM, and what counts is the thread's CPU time: the lower quarter of the
 * second half of 300 rounds, which a busy machine changes little.
 */
public final class EnvelopeReport {

    private static final int ROUNDS = 300;
    private static final int CHARACTERS_A_TURN = 600_000;

    private static final String HEAD = """
            {"envelope_version":1,"type":"chat.message","timestamp":"2025-08-16T01:36:59.923393+00:00",\
            "request_id":"da77e1dd-3837-4a3b-9caf-bf9ee6f840f8",\
            "trace":{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span":"00f067aa0ba902b7"},"payload":""";

    private static final String TAIL = ",\"meta\":{\"retries\":0,\"debug\":false}}";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final EnvelopeCodec codec = new EnvelopeCodec();
    private final String name;
    private final String text;

    private volatile Object last; // so that nothing is left out

    private EnvelopeReport(String name, String text) {
        this.name = name;
        this.text = text;
    }

    public static void main(String[] arguments) throws Exception {
        String line = "{\"room\":\"a\",\"text\":\"" + "What was said in the room, word by word. ".repeat(20) + "\"}";
        String reading = "{\"sensor\":\"t17\",\"value\":12.5,\"ok\":true}";
        report("small", "{\"data\":{\"n\":1}}");
        report("a line of a chat", line);
        report("100 readings", "{\"values\":[" + (reading + ",").repeat(99) + reading + "]}");
    }

    private static void report(String name, String payload) throws Exception {
        String compact = HEAD + payload + TAIL;
        new EnvelopeReport(name, compact).run();
        new EnvelopeReport(name + ", spaced", compact.replace("\":", "\": ").replace(",\"", ", \"")).run();
    }

    private void run() throws Exception {
        String answer = readAndEcho();
        double[] ns = measure(List.of(() -> scan(text), () -> scan(text) + scan(answer), () -> JsonFormat.read(text),
                () -> codec.read(text), this::readAndEcho));
        System.out.printf("%-24s %5d characters: raw scan %6.0f ns; parsed by JSON-P %5.2f, read %5.2f times that; "
                + "raw scan of both %6.0f ns; read and echo %5.2f times that%n", name, text.length(), ns[0], ns[2] / ns[0],
                ns[3] / ns[0], ns[1], ns[4] / ns[1]);
    }

    private double[] measure(List<Callable<Object>> contestants) throws Exception {
        List<List<Double>> found = new ArrayList<>();
        contestants.forEach(contestant -> found.add(new ArrayList<>()));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < contestants.size(); i++) {
                double ns = turn(contestants.get(i));
                if (round >= ROUNDS / 2) {
                    found.get(i).add(ns);
                }
            }
        }
        found.forEach(Collections::sort);
        return found.stream().mapToDouble(each -> each.get(each.size() / 4)).toArray();
    }

    private double turn(Callable<Object> contestant) throws Exception {
        int times = Math.max(1, CHARACTERS_A_TURN / text.length());
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            last = contestant.call();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - start) / times;
    }

    /** Looks at each character once, knows what is in a string and how deep it is, and nothing else. */
    private static int scan(String json) {
        int depth = 0;
        int deepest = 0;
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString) {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                deepest = Math.max(deepest, ++depth);
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return deepest;
    }

    private String readAndEcho() throws InvalidMessageException {
        EnvelopedMessage message = (EnvelopedMessage) codec.read(text);
        return codec.write(new Envelope("echo", message.envelope().timestamp(), message.requestId(), message.trace(),
                JsonFormat.object().add("original_message", message.source()).add("message_type", message.type())
                        .add("client_id", "bench").build(), null));
    }
}
