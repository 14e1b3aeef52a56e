import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { EventPayload } from "wirescope-client";
import { EVERYTHING } from "../data/filter.ts";
import { BOUNDS, LiveEvents } from "../data/live.ts";

const CHANNEL = "events:*";

/** A socket whose other end is the test. */
class FakeSocket {
    static last: FakeSocket;
    readyState = 1;
    bufferedAmount = 0;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    onerror: (() => void) | null = null;
    readonly sent: { type: string; request_id: string }[] = [];

    constructor() {
        FakeSocket.last = this;
    }

    send(text: string): void {
        this.sent.push(JSON.parse(text) as { type: string; request_id: string });
    }

    close(): void {
        this.readyState = 3;
    }

    say(type: string, payload: object, more: object = {}): void {
        this.onmessage?.({
            data: JSON.stringify({
                envelope_version: 1,
                type,
                timestamp: "2026-01-01T00:00:00Z",
                request_id: "r",
                payload,
                ...more,
            }),
        });
    }

    /** What the server calls the next connections; a cluster's begin with the server's id. */
    static connectionId = "c-1";

    greet(): void {
        this.say("hello", { connection_id: FakeSocket.connectionId, session: { token: "t", ttl_seconds: 120, positions: [] } });
    }

    subscribe(): void {
        this.say(
            "subscribed",
            { channels: [{ channel: CHANNEL, epoch: "e", offset: 0 }] },
            { request_id: this.sent.at(-1)?.request_id },
        );
    }

    event(sequence: number, changes: Partial<EventPayload> = {}): void {
        this.say("event", event(sequence, changes));
    }
}

function event(sequence: number, changes: Partial<EventPayload> = {}): EventPayload {
    return {
        sequence,
        id: `b-${String(sequence)}`,
        event_type: "order.created",
        timestamp: sequence,
        timestamp_iso: "",
        request_id: null,
        trace_id: null,
        trace_span: null,
        client_id: null,
        connection_id: null,
        source: null,
        data: {},
        ...changes,
    };
}

/** What the server's buffer holds, oldest first. */
let buffer: EventPayload[] = [];
let answer: (() => void) | null = null;
let live: LiveEvents;

beforeEach(() => {
    FakeSocket.connectionId = "c-1";
    buffer = [];
    answer = null;
    vi.stubGlobal("document", { baseURI: "http://server/" });
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw));
    vi.stubGlobal(
        "fetch",
        (address: URL) =>
            new Promise((resolve) => {
                answer = () => {
                    resolve(Response.json({ success: true, data: page(address.searchParams) }));
                };
            }),
    );
    live = new LiveEvents();
});

afterEach(() => {
    live.close();
    vi.unstubAllGlobals();
});

// As the server does; see the reference, "Events". Of a cluster, one server is asked for by name.
function page(query: URLSearchParams): object {
    const limit = Number(query.get("limit"));
    const node = query.get("node");
    const after = Number(query.get("after")?.split(":").at(-1) ?? 0);
    const events =
        query.get("descending") === "false"
            ? buffer.filter(({ sequence }) => sequence > after)
            : [...buffer].reverse();
    const newest = buffer.at(-1)?.sequence ?? null;
    return node === null
        ? { events: events.slice(0, limit), newest_sequence: newest }
        : {
              events: events.slice(0, limit),
              newest_sequence: null,
              nodes: [{ node, oldest_sequence: 1, newest_sequence: newest }],
          };
}

async function fillIn(): Promise<void> {
    await vi.waitFor(() => {
        expect(answer).not.toBeNull();
    });
    answer?.();
    answer = null;
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The server goes on meanwhile. */
function publish(from: number, to: number): void {
    for (let sequence = from; sequence <= to; sequence++) {
        buffer.push(event(sequence));
    }
}

function enter(): void {
    FakeSocket.last.greet();
    FakeSocket.last.subscribe();
}

function unreachable(): void {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
}

async function join(): Promise<void> {
    live.open();
    enter();
    await fillIn();
}

function sequences(): (number | undefined)[] {
    return Array.from({ length: live.listing.length }, (_, index) => live.listing.at(index)?.sequence);
}

it("puts what was before what came meanwhile, each once, newest first", async () => {
    buffer = [event(1), event(5), event(6), event(7)]; // 1 is out of a reserve: its hole is no loss
    live.open();
    FakeSocket.last.greet();
    expect(FakeSocket.last.sent[0]?.type).toBe("subscribe");
    FakeSocket.last.subscribe();
    FakeSocket.last.event(7);
    FakeSocket.last.event(8);
    await fillIn();
    FakeSocket.last.event(9);

    expect(sequences()).toEqual([9, 8, 7, 6, 5, 1]);
    expect(live.missed).toBe(0);
});

it("reads what was before an event that comes before the answer to its joining", async () => {
    buffer = [event(1), event(2), event(3)];
    live.open();
    FakeSocket.last.greet();
    FakeSocket.last.event(3);
    FakeSocket.last.subscribe();
    await fillIn();

    expect(sequences()).toEqual([3, 2, 1]);
});

it("reads as many of the events before as it keeps", async () => {
    buffer = Array.from({ length: BOUNDS.entries + 5_500 }, (_, index) => event(index + 1));
    const newest = buffer.length;
    live.open();
    enter();
    for (let call = 0; call < 10; call++) {
        await fillIn();
        buffer.push(event(buffer.length + 1)); // goes on meanwhile
        FakeSocket.last.event(buffer.length);
    }

    expect(answer).toBeNull(); // no call too many
    expect(live.kept).toBe(BOUNDS.entries);
    expect(sequences()).toEqual(Array.from({ length: BOUNDS.entries }, (_, index) => newest + 10 - index));
    expect(live.missed).toBe(0);
});

it("reads no more of large ones than there is room for", async () => {
    const text = "x".repeat(BOUNDS.weight / 1_900);
    buffer = Array.from({ length: 3_000 }, (_, index) => event(index + 1, { data: { text } }));
    live.open();
    enter();
    await fillIn();
    await fillIn();

    expect(answer).toBeNull();
    expect(live.kept).toBeGreaterThan(1_700);
    expect(sequences().at(0)).toBe(3_000);
});

it("stops where the server begins anew meanwhile", async () => {
    buffer = Array.from({ length: 3_000 }, (_, index) => event(index + 1));
    live.open();
    enter();
    await fillIn();
    buffer = [event(1), event(2)];
    await fillIn();

    expect(answer).toBeNull();
    expect(live.listing.length).toBe(1_002);
});

it("reads on from where it was, far as that may be", async () => {
    buffer = [event(1)];
    await join();
    buffer = Array.from({ length: 2_500 }, (_, index) => event(index + 1));
    FakeSocket.last.subscribe();
    for (let call = 0; call < 3; call++) {
        await fillIn();
    }

    expect(answer).toBeNull();
    expect(sequences()).toEqual(Array.from({ length: 2_500 }, (_, index) => 2_500 - index));
    expect(live.missed).toBe(0);
});

it("tells how many are missing, and where", async () => {
    await join();
    FakeSocket.last.event(1);
    FakeSocket.last.event(5);

    expect(live.missed).toBe(3);
    expect(live.listing.at(0)).toMatchObject({ sequence: 5, missed: 3 });
    expect(live.listing.at(1)).toMatchObject({ sequence: 1, missed: 0 });
});

it("goes on with a server that has begun anew", async () => {
    buffer = [event(100)];
    await join();
    buffer = [event(1), event(2)];
    FakeSocket.last.subscribe();
    await fillIn();
    FakeSocket.last.event(3);

    expect(sequences()).toEqual([3, 2, 1, 100]);
    expect(live.missed).toBe(0);
});

it("counts no loss between two runs of a server, whose sequences rise", async () => {
    const begun = 1_755_308_219_923_393;
    await join();
    FakeSocket.last.event(100);
    buffer = [event(begun + 1, { id: "given" }), event(begun + 2, { id: `other-${String(begun + 2)}` })];
    FakeSocket.last.subscribe();
    await fillIn();
    FakeSocket.last.event(begun + 3, { id: `other-${String(begun + 3)}` });
    FakeSocket.last.event(begun + 5, { id: `other-${String(begun + 5)}` });

    expect(sequences()).toEqual([begun + 5, begun + 3, begun + 2, begun + 1, 100]);
    expect(live.missed).toBe(1);
});

it("stands still while paused, counts, and goes on", async () => {
    await join();
    FakeSocket.last.event(1);
    live.pause();
    FakeSocket.last.event(2);
    FakeSocket.last.event(3);

    expect(sequences()).toEqual([1]);
    expect(live.arrived).toBe(2);
    live.resume();
    expect(sequences()).toEqual([3, 2, 1]);
});

it("is bounded, paused or not", async () => {
    await join();
    FakeSocket.last.event(1);
    live.pause();
    for (let i = 2; i <= BOUNDS.entries + 100; i++) {
        FakeSocket.last.event(i);
    }
    expect(sequences()).toEqual([1]);
    live.resume();
    expect(live.kept).toBe(BOUNDS.entries);
    expect(live.listing.length).toBe(BOUNDS.entries);

    FakeSocket.last.event(BOUNDS.entries + 101, { data: { text: "x".repeat(BOUNDS.weight - 1_000) } });
    expect(live.kept).toBe(1);
});

it("shows what matches of what is kept and of what comes", async () => {
    await join();
    for (let i = 1; i <= 2_000; i++) {
        FakeSocket.last.event(i, { client_id: i % 2 === 0 ? "even" : "odd" });
    }
    live.setFilter({ ...EVERYTHING, client: "even" });
    FakeSocket.last.event(2_001, { client_id: "odd" }); // while it is looked through
    FakeSocket.last.event(2_002, { client_id: "even" });
    await vi.waitFor(() => {
        expect(live.listing.length).toBe(1_001);
    });
    FakeSocket.last.event(2_003, { client_id: "odd" });
    FakeSocket.last.event(2_004, { client_id: "even" });
    expect(sequences().slice(0, 3)).toEqual([2_004, 2_002, 2_000]);
    live.setFilter(EVERYTHING);
    await vi.waitFor(() => {
        expect(live.listing.length).toBe(2_004);
    });
});

it("filters a list that stands still", async () => {
    await join();
    FakeSocket.last.event(1, { client_id: "a" });
    FakeSocket.last.event(2, { client_id: "b" });
    live.pause();
    live.setFilter({ ...EVERYTHING, client: "a" });
    await vi.waitFor(() => {
        expect(sequences()).toEqual([1]);
    });
    expect(live.paused).toBe(true);
});

it("counts types, but not without end", async () => {
    await join();
    for (let i = 1; i <= 1_000; i++) {
        FakeSocket.last.event(i, { event_type: i % 2 === 0 ? "often" : `type_${String(i)}` });
    }
    expect(live.types.get("often")).toBe(500);
    expect(live.types.size).toBe(200);
});

it("forgets when told to, and goes on", async () => {
    await join();
    FakeSocket.last.event(1);
    live.pause();
    live.clear();
    FakeSocket.last.event(2);
    expect(live.paused).toBe(false);
    expect(sequences()).toEqual([2]);
});

it("tells what it could not read, and shows what comes", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    live.open();
    enter();
    FakeSocket.last.event(4);
    await vi.waitFor(() => {
        expect(sequences()).toEqual([4]);
    });
    expect(live.failure).toContain("can't be reached");
});

it("reads what came between a connection that was lost before it joined and the next", async () => {
    publish(1, 3);
    live.open();
    FakeSocket.last.greet();
    FakeSocket.last.event(3);
    live.close();
    publish(4, 100);
    await join();
    FakeSocket.last.event(101);

    expect(live.kept).toBe(101);
    expect(live.missed).toBe(0);
});

it("reads what came between a connection that was lost during the reading and the next", async () => {
    publish(1, 3);
    live.open();
    enter();
    await vi.waitFor(() => {
        expect(answer).not.toBeNull();
    });
    const late = answer;
    answer = null;
    const then = buffer;
    buffer = [...then];
    FakeSocket.last.onclose?.({ code: 4413, reason: "too slow" });
    publish(4, 101);
    live.retry();
    enter();
    FakeSocket.last.event(101);
    const now = buffer;
    buffer = then;
    late?.();
    buffer = now;
    await fillIn();

    expect(live.kept).toBe(101);
    expect(live.missed).toBe(0);
});

it("reads again when told to", async () => {
    publish(1, 3);
    const reachable = fetch;
    unreachable();
    live.open();
    enter();
    await vi.waitFor(() => {
        expect(live.failure).toContain("can't be reached");
    });
    FakeSocket.last.event(4);
    vi.stubGlobal("fetch", reachable);
    live.retry();
    publish(4, 4);
    await fillIn();

    expect(live.failure).toBeNull();
    expect(sequences()).toEqual([4, 3, 2, 1]);
});

it("shows what comes from a server that has begun anew and can't be read", async () => {
    publish(1, 900);
    await join();
    FakeSocket.last.onclose?.({ code: 1006, reason: "" });
    live.retry();
    unreachable();
    FakeSocket.last.greet();
    FakeSocket.last.event(1);
    FakeSocket.last.subscribe();
    await vi.waitFor(() => {
        expect(live.kept).toBe(901);
    });
    FakeSocket.last.event(2);
    expect(live.kept).toBe(902);
});

it("keeps the newest where older ones can't be read", async () => {
    publish(1, 3_000);
    live.open();
    enter();
    await vi.waitFor(() => {
        expect(answer).not.toBeNull();
    });
    unreachable();
    answer?.();
    await vi.waitFor(() => {
        expect(live.failure).toContain("can't be reached");
    });
    expect(live.kept).toBe(1_000);
});

it("keeps the newest of what comes during a long reading", async () => {
    live.open();
    enter();
    for (let i = 1; i <= BOUNDS.entries + 500; i++) {
        FakeSocket.last.event(i);
    }
    await fillIn();
    FakeSocket.last.event(BOUNDS.entries + 501);

    expect(live.missed).toBe(0);
    expect(live.listing.at(0)?.sequence).toBe(BOUNDS.entries + 501);
});

it("forgets what is being read or looked through, too", async () => {
    publish(1, 900);
    live.open();
    enter();
    live.clear();
    await fillIn();
    expect(live.kept).toBe(0);

    FakeSocket.last.event(901);
    live.setFilter({ ...EVERYTHING, text: "order" });
    live.clear();
    FakeSocket.last.event(902);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sequences()).toEqual([902]);
    expect(live.missed).toBe(0);
});

const START = 1_800_000_000_000_000; // microseconds since 1970

it("lives with sequences that begin at the server's start", async () => {
    publish(START + 1, START + 2_500);
    live.open();
    enter();
    for (let call = 0; call < 3; call++) {
        await fillIn();
    }
    FakeSocket.last.event(START + 2_501);
    FakeSocket.last.event(START + 2_505);

    expect(answer).toBeNull();
    expect(sequences()).toEqual(
        [START + 2_505, ...Array.from({ length: 2_501 }, (_, index) => START + 2_501 - index)]);
    expect(live.missed).toBe(3);
    expect(live.listing.at(0)).toMatchObject({ missed: 3 });
});

it.each([["b", "c"], ["", ""]])("counts no hole for a restart of the server, run %j to %j", async (before, after) => {
    const restarted = START + 3_600_000_000;
    const run = (name: string, sequence: number) => ({ id: name === "" ? "given" : `${name}-${String(sequence)}` });
    await join();
    FakeSocket.last.event(START + 1, run(before, START + 1));
    FakeSocket.last.event(restarted + 1, run(after, restarted + 1));
    FakeSocket.last.event(restarted + 3, run(after, restarted + 3));

    expect(sequences()).toEqual([restarted + 3, restarted + 1, START + 1]);
    expect(live.missed).toBe(1);
});

it("knows a restart of the server also after events with ids of their own", async () => {
    await join();
    FakeSocket.last.event(START + 1, { id: `b-${String(START + 1)}` });
    FakeSocket.last.event(START + 2, { id: "given" });
    FakeSocket.last.event(START + 900, { id: `c-${String(START + 900)}` });
    FakeSocket.last.event(START + 902, { id: `c-${String(START + 902)}` });

    expect(live.missed).toBe(1);
});

it("reads the new run of a server that was restarted", async () => {
    buffer = [event(START + 1), event(START + 2)];
    await join();
    const restarted = START + 60_000_000;
    buffer = Array.from({ length: 1_500 }, (_, index) =>
        event(restarted + index, { id: `c-${String(restarted + index)}` }));
    FakeSocket.last.subscribe();
    await fillIn();
    await fillIn();

    expect(answer).toBeNull();
    expect(live.kept).toBe(1_502);
    expect(live.missed).toBe(0);
});

it("shows numbers that JavaScript can't hold as they came, live and read", async () => {
    const data = '{"order":12345678901234567890,"price":1E+400}';
    const exact = (sequence: number) => JSON.stringify(event(sequence)).replace('"data":{}', `"data":${data}`);
    vi.stubGlobal("fetch", () =>
        Promise.resolve(new Response(`{"success":true,"data":{"events":[${exact(1)}],"newest_sequence":1}}`)));
    live.open();
    enter();
    await vi.waitFor(() => {
        expect(live.kept).toBe(1);
    });
    FakeSocket.last.onmessage?.({
        data: `{"envelope_version":1,"type":"event","timestamp":"2026-01-01T00:00:00Z","payload":${exact(2)}}`,
    });
    expect([0, 1].map((index) => live.listing.at(index)?.text)).toEqual([data, data]);
    expect(live.listing.at(0)?.summary).toBe(data);
    live.setFilter({ ...EVERYTHING, text: "1e+400" });
    await vi.waitFor(() => {
        expect(live.listing.length).toBe(2);
    });
});

it("asks the server of a cluster that its connection is on, whichever answers", async () => {
    FakeSocket.connectionId = "web-2-77ac~c-1";
    publish(1, 1500);

    live.open();
    enter();
    await fillIn();
    await fillIn();
    await vi.waitFor(() => {
        expect(live.kept).toBe(1500);
    });
    expect(live.node).toBe("web-2-77ac");
    expect(live.missed).toBe(0);
});
