import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { CLOSE_CODES, WirescopeClient, type SocketConstructor } from "../wirescope-client.ts";
import { Scene, failure } from "./scene.ts";
import { ScriptedSocket, at } from "./scripted-socket.ts";

/** Wire contract, section 1, and RFC 6455, section 7.4.1: what is to happen after each. */
const RETRIED = [1001, 1005, 1006, 1009, 1011, 1012, 1013, 4407, 4408, 4413, 4429, 4500];
const STOPPED = [1000, 1002, 1003, 1007, 1008, 4400, 4401, 4403, 4410];

describe("connecting", () => {
    it("says who it is", () => {
        const { client, sockets } = new Scene({ clientId: "a b&c", role: "admin", correlationId: "r-1" });
        client.connect();
        expect(sockets[0]?.url.href).toMatch(/^ws:\/\/server\.test\/ws\/client\?/);
        expect(Object.fromEntries(sockets[0]?.url.searchParams ?? [])).toEqual(
            { client_id: "a b&c", role: "admin", correlationId: "r-1" });
    });

    it.each([["http://server.test/ws/client", "ws:"], ["https://server.test/ws/client", "wss:"], ["wss://server.test/", "wss:"]])(
        "takes %s as %s", (url, protocol) => {
            const made: ScriptedSocket[] = [];
            class Made extends ScriptedSocket {
                constructor(address: string) {
                    super(address);
                    made.push(this);
                }
            }
            const client = new WirescopeClient(url, { clientId: "alice", webSocket: Made });
            client.connect();
            client.close();
            expect(made[0]?.url.protocol).toBe(protocol);
        });

    it("is open once the server has said hello, and not before", () => {
        const scene = new Scene();
        const hello = vi.fn();
        scene.client.on("open", hello);
        expect(scene.client.state).toBe("idle");
        scene.client.connect();
        expect(scene.client.state).toBe("connecting");
        scene.socket.readyState = 1;
        expect(scene.client.state).toBe("connecting");
        scene.socket.hello();
        expect(scene.client.state).toBe("open");
        expect(hello).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ client_id: "alice" }));
        expect(scene.states).toEqual(["connecting", "open"]);
    });

    it("makes one socket, however often it is asked to", () => {
        const scene = new Scene();
        scene.client.connect();
        scene.client.connect();
        scene.socket.hello();
        scene.client.connect();
        expect(scene.sockets).toHaveLength(1);
    });

    it("gives up a server that does not say hello, however much else it says", () => {
        const scene = new Scene({ connectTimeoutMs: 3_000 });
        scene.client.connect();
        vi.advanceTimersByTime(2_999);
        scene.socket.says("noise");
        expect(scene.client.state).toBe("connecting");
        vi.advanceTimersByTime(1);
        expect(scene.client.state).toBe("waiting");
        expect(scene.socket.closedWith).toBe(4408);
    });

    it("gives it ten seconds unless configured otherwise", () => {
        const scene = new Scene();
        scene.client.connect();
        vi.advanceTimersByTime(9_999);
        expect(scene.client.state).toBe("connecting");
        vi.advanceTimersByTime(1);
        expect(scene.client.state).toBe("waiting");
    });

    it("takes a second hello as a message", () => {
        const scene = new Scene().opened();
        scene.socket.hello({ token: "t-2" });
        expect(scene.states).toEqual(["connecting", "open"]);
        expect(scene.messages).toEqual(["hello", "hello"]);
    });

    it("stops where the platform makes no socket, and tells why", () => {
        const refuse = function (): never {
            throw new SyntaxError("mixed content");
        };
        const scene = new Scene({ webSocket: refuse as never });
        scene.client.connect();
        expect(scene.client.state).toBe("closed");
        expect(scene.errors[0]).toMatchObject({ code: "CONNECT_FAILED", cause: { message: "mixed content" } });
    });

    it("takes the platform's own sockets, as the compiler sees it", () => {
        const fits: typeof WebSocket extends SocketConstructor ? true : false = true;
        expect(fits).toBe(true);
    });

    it("can't be made without a socket or an address", () => {
        vi.stubGlobal("WebSocket", undefined);
        try {
            expect(() => new WirescopeClient("ws://server.test/", { clientId: "alice" })).toThrow(/webSocket/);
            expect(() => new WirescopeClient("/relative", { clientId: "alice" })).toThrow(TypeError);
        } finally {
            vi.unstubAllGlobals();
        }
    });
});

describe("close codes", () => {
    it("are all decided", () => {
        expect(Object.keys(CLOSE_CODES).map(Number)).toEqual([...RETRIED, ...STOPPED].sort((a, b) => a - b));
    });

    it("have all that the server has", () => {
        const server = readFileSync(new URL("../../../java/io/wirescope/connection/CloseCode.java", import.meta.url), "utf8");
        const codes = [...server.matchAll(/^ {4}[A-Z_]+\((\d{4})\)[,;]$/gm)].map(([, code]) => code ?? "");
        expect(codes.length).toBeGreaterThanOrEqual(14);
        expect(Object.keys(CLOSE_CODES)).toEqual(expect.arrayContaining(codes));
    });

    it("are those that the page shows", () => {
        const page = readFileSync(new URL("../../../../site/markdown/client.md", import.meta.url), "utf8");
        const rows = [...page.matchAll(/^\| (\d{4}) \| (.*) \| (retry|stop) \| (?:(\d+) s )?\|$/gm)];
        expect(Object.fromEntries(rows.map(([, code, meaning, action, seconds]) => [
            code, { meaning, action, ...(seconds !== undefined && { spreadMs: Number(seconds) * 1_000 }) },
        ]))).toEqual(CLOSE_CODES);
    });

    it.each([...RETRIED, 4999, 1016, 3000])("%i brings the client back", (code) => {
        const scene = new Scene().opened();
        scene.socket.ends(code, "why");
        expect(scene.client.state).toBe("waiting");
        expect(scene.closes).toEqual([{ code, reason: "why", retryInMs: expect.any(Number) as number }]);
        scene.comesBack().hello();
        expect(scene.client.state).toBe("open");
    });

    it.each(STOPPED)("%i ends it", (code) => {
        const scene = new Scene().opened();
        scene.socket.ends(code, "why");
        expect(scene.client.state).toBe("closed");
        expect(scene.closes).toEqual([{ code, reason: "why" }]);
        vi.advanceTimersByTime(3_600_000);
        expect(scene.sockets).toHaveLength(1);
    });

    it.each([4400, 4401])("%i after an error: the error is told", (code) => {
        const scene = new Scene();
        scene.client.connect();
        scene.socket.says("error", { error_code: "INVALID_ROLE", error_message: "Invalid role king", details: {} });
        scene.socket.ends(code, "Invalid role king");
        expect(scene.errors.map((error) => error.code)).toEqual(["INVALID_ROLE"]);
        expect(scene.client.state).toBe("closed");
    });

    it("an error event of the platform counts as a loss, once", () => {
        const scene = new Scene();
        scene.client.connect();
        const { socket } = scene;
        socket.fails();
        expect(scene.client.state).toBe("waiting");
        socket.ends(1006);
        expect(scene.closes.map(({ code }) => code)).toEqual([1006]);
        expect(scene.comesBack()).not.toBe(socket);
    });
});

describe("backoff", () => {
    function delays(scene: Scene, losses: number, code = 1006): number[] {
        scene.client.connect();
        for (let i = 0; i < losses; i++) {
            scene.socket.ends(code);
            scene.comesBack();
        }
        return scene.closes.map(({ retryInMs = NaN }) => retryInMs);
    }

    it("is drawn from nothing to a bound that doubles up to thirty seconds", () => {
        const scene = new Scene();
        scene.chance = 1;
        expect(delays(scene, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        const low = new Scene();
        low.chance = 0;
        expect(delays(low, 3)).toEqual([0, 0, 0]);
    });

    it("stays within its bounds by chance, and uses all of them", () => {
        const scene = new Scene({ random: Math.random, backoff: { minMs: 100, maxMs: 100 } });
        const drawn = delays(scene, 1_000);
        expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...drawn)).toBeLessThanOrEqual(100);
        for (const tenth of Array.from({ length: 10 }, (_, i) => i * 10)) {
            expect(drawn.filter((delay) => delay >= tenth && delay < tenth + 10).length).toBeGreaterThan(40);
        }
    });

    it("takes other bounds", () => {
        const scene = new Scene({ backoff: { minMs: 10, maxMs: 50, factor: 3 } });
        scene.chance = 1;
        expect(delays(scene, 4)).toEqual([10, 30, 50, 50]);
    });

    it.each([[1012, 5_000], [1013, 10_000], [4413, 5_000], [4429, 10_000]])(
        "is spread wider after %i, so that not all come back at once", (code, spread) => {
            const scene = new Scene();
            scene.chance = 1;
            expect(delays(scene, 6, code)).toEqual([
                ...[1_000, 2_000, 4_000, 8_000, 16_000].map((bound) => Math.max(bound, spread)), 30_000]);
        });

    it("does not forget its failures for a connection that did not last", () => {
        const scene = new Scene();
        scene.chance = 1;
        scene.opened();
        for (let i = 0; i < 3; i++) {
            vi.advanceTimersByTime(1_000);
            scene.socket.ends(1006);
            scene.comesBack().hello();
        }
        expect(scene.closes.map(({ retryInMs }) => retryInMs)).toEqual([1_000, 2_000, 4_000]);
    });

    it("begins anew after a connection that lasted", () => {
        const scene = new Scene();
        scene.chance = 1;
        scene.opened();
        scene.socket.ends(1006);
        scene.comesBack().hello();
        for (let second = 0; second < 5; second++) {
            vi.advanceTimersByTime(1_000);
            scene.socket.says("ping");
        }
        scene.socket.ends(1006);
        expect(scene.closes.map(({ retryInMs }) => retryInMs)).toEqual([1_000, 1_000]);
    });

    it("is cut short by connect", () => {
        const scene = new Scene().opened();
        scene.socket.ends(1006);
        scene.client.connect();
        expect(scene.sockets).toHaveLength(2);
        scene.socket.hello();
        vi.advanceTimersByTime(1_000);
        expect(scene.sockets).toHaveLength(2);
    });
});

describe("a code that was lost", () => {
    function opened(perSecond = 20): Scene {
        const scene = new Scene();
        scene.chance = 1;
        return scene.opened({}, { limits: { max_messages_per_second: perSecond }, heartbeat_interval_ms: 1e6 });
    }

    function send(scene: Scene, messages: number): void {
        for (let i = 0; i < messages; i++) {
            scene.client.send("x");
        }
    }

    const tooMany = [{ code: 1006, reason: "", retryInMs: 10_000, likely: 4429 }];
    const unknown = [{ code: 1006, reason: "", retryInMs: 1_000 }];

    it("is likely 4429 after messages that were sent too fast", () => {
        const scene = opened();
        send(scene, 20);
        scene.socket.ends(1006);
        expect(scene.closes).toEqual(tooMany);
    });

    it("is likely 4429 as well where the last second was just over", () => {
        const scene = opened();
        send(scene, 20);
        vi.advanceTimersByTime(1_000);
        send(scene, 1);
        vi.advanceTimersByTime(500);
        scene.socket.ends(1006);
        expect(scene.closes).toEqual(tooMany);
    });

    it("is likely 4429 after the server has said that it is too fast", () => {
        const scene = opened(0);
        scene.socket.says("error", { error_code: "RATE_LIMITED", error_message: "Slow down", details: {} });
        vi.advanceTimersByTime(9_999);
        scene.socket.ends(1006);
        expect(scene.closes).toEqual(tooMany);
    });

    it("is not known after that is long ago", () => {
        const scene = opened();
        send(scene, 20);
        scene.socket.says("error", { error_code: "RATE_LIMITED", error_message: "Slow down", details: {} });
        vi.advanceTimersByTime(10_000);
        scene.socket.ends(1006);
        expect(scene.closes).toEqual(unknown);
    });

    it("is likely 4413 where the socket held back what was sent", () => {
        const scene = opened();
        scene.socket.bufferedAmount = 1;
        scene.socket.ends(1006);
        expect(scene.closes).toEqual([{ code: 1006, reason: "", retryInMs: 5_000, likely: 4413 }]);
    });

    it("is likely the one that the server has announced", () => {
        const scene = opened();
        scene.socket.bufferedAmount = 1;
        scene.socket.says("server.draining", { reason: "restart", close_code: 1012, window_ms: 5_000 });
        scene.socket.ends(1006);
        expect(scene.closes).toEqual([{ code: 1006, reason: "", retryInMs: 5_000, likely: 1012 }]);
    });

    it.each([[0, 1_000], [20, 19]])("is not known with a limit of %i after %i messages", (perSecond, messages) => {
        const scene = opened(perSecond);
        send(scene, messages);
        scene.socket.ends(1006);
        expect(scene.closes).toEqual(unknown);
    });

    it("is not guessed from an earlier connection, nor before the greeting", () => {
        const scene = opened();
        send(scene, 20);
        scene.socket.ends(1006);
        scene.comesBack();
        scene.socket.bufferedAmount = 1;
        scene.socket.ends(1006);
        scene.comesBack().hello();
        scene.socket.ends(1006);
        expect(scene.closes.map(({ likely }) => likely)).toEqual([4429, undefined, undefined]);
    });

    it("is not guessed where there is one", () => {
        const scene = opened();
        send(scene, 20);
        scene.socket.ends(1001);
        expect(scene.closes).toEqual([{ code: 1001, reason: "", retryInMs: 1_000 }]);
    });
});

describe("heartbeats", () => {
    it("are answered, under their request id", () => {
        const scene = new Scene().opened();
        scene.socket.says("ping", { heartbeat_count: 1 }, { request_id: "beat" });
        expect(scene.socket.types).toEqual(["pong"]);
        expect(scene.socket.idOf("pong")).toBe("beat");
    });

    it("that fail to come for two and a half intervals make the server dead", () => {
        const scene = new Scene().opened();
        const { socket } = scene;
        vi.advanceTimersByTime(2_000);
        socket.says("ping");
        vi.advanceTimersByTime(2_499);
        expect(scene.client.state).toBe("open");
        vi.advanceTimersByTime(1);
        expect(scene.client.state).toBe("waiting");
        expect(socket.closedWith).toBe(4408);
        expect(scene.closes).toEqual([expect.objectContaining({ code: 4408, reason: "Nothing received for 2500 ms" })]);
    });

    it("any message keeps the connection, even one that can't be read", () => {
        const scene = new Scene().opened();
        for (let i = 0; i < 10; i++) {
            vi.advanceTimersByTime(2_000);
            scene.socket.text("{");
        }
        expect(scene.client.state).toBe("open");
    });

    it("a socket that was given up says nothing any more", () => {
        const scene = new Scene().opened();
        const dead = scene.socket;
        vi.advanceTimersByTime(2_500);
        dead.publishes("broadcast", 1);
        dead.ends(1000);
        expect(scene.fromChannels).toEqual([]);
        expect(scene.client.state).toBe("waiting");
    });

    it.each([[NaN], [0], ["soon"], [null]])("an interval of %s is taken as 25 seconds", (interval) => {
        const scene = new Scene().opened({}, { heartbeat_interval_ms: interval });
        vi.advanceTimersByTime(62_499);
        expect(scene.client.state).toBe("open");
        vi.advanceTimersByTime(1);
        expect(scene.client.state).toBe("waiting");
    });

    it("an interval beyond what timers take is no interval of nothing", () => {
        const scene = new Scene().opened({}, { heartbeat_interval_ms: 1e15 });
        vi.advanceTimersByTime(86_400_000);
        expect(scene.client.state).toBe("open");
    });

    it.each([-3_600_000, 3_600_000])("a system clock that jumps by %i ms changes nothing", (jump) => {
        const scene = new Scene().opened();
        vi.advanceTimersByTime(2_000);
        scene.socket.says("ping");
        vi.setSystemTime(Date.now() + jump);
        vi.advanceTimersByTime(2_499);
        expect(scene.client.state).toBe("open");
        scene.socket.says("ping");
        vi.advanceTimersByTime(2_499);
        expect(scene.client.state).toBe("open");
        vi.advanceTimersByTime(1);
        expect(scene.closes).toMatchObject([{ code: 4408, reason: "Nothing received for 2500 ms" }]);
    });

    it("a system clock that jumps does not make a connection one that lasted", () => {
        const scene = new Scene();
        scene.chance = 1;
        scene.opened();
        scene.socket.ends(1006);
        scene.comesBack().hello();
        vi.setSystemTime(Date.now() + 3_600_000);
        scene.socket.ends(1006);
        expect(scene.closes.map(({ retryInMs }) => retryInMs)).toEqual([1_000, 2_000]);
    });

    // The timers of a busy program fire late, and before what has come meanwhile is read.
    function busyFor(ms: number): void {
        const now = performance.now.bind(performance);
        vi.spyOn(performance, "now").mockImplementation(() => now() + ms);
    }

    it.each([1_000, 2_240, 2_490])("a program that was busy from %i ms on reads first what has come", (start) => {
        const scene = new Scene().opened();
        vi.advanceTimersByTime(start);
        busyFor(60_000);
        vi.advanceTimersToNextTimer();
        vi.advanceTimersByTime(50);
        expect(scene.client.state).toBe("open");
        scene.socket.says("ping");
        vi.advanceTimersByTime(2_499);
        expect(scene.client.state).toBe("open");
        vi.advanceTimersByTime(1);
        expect(scene.client.state).toBe("waiting");
    });

    it("a program that was busy does not keep a dead server alive", () => {
        const scene = new Scene().opened();
        busyFor(60_000);
        vi.advanceTimersByTime(2_250 + 249);
        expect(scene.client.state).toBe("open");
        vi.advanceTimersByTime(1);
        expect(scene.client.state).toBe("waiting");
    });

    it("timers that are always late do not keep a dead server alive", () => {
        const scene = new Scene().opened();
        const now = performance.now.bind(performance);
        let late = 0;
        vi.spyOn(performance, "now").mockImplementation(() => now() + late);
        for (let i = 0; i < 3; i++) {
            late += 60_000;
            vi.advanceTimersToNextTimer();
        }
        expect(scene.closes).toMatchObject([{ code: 4408 }]);
    });

    it("a program that was busy while it connected reads the greeting", () => {
        const scene = new Scene();
        scene.client.connect();
        busyFor(60_000);
        vi.advanceTimersByTime(9_500);
        scene.socket.hello();
        expect(scene.client.state).toBe("open");
        expect(scene.sockets).toHaveLength(1);
    });

    it.each([1, 0.5, 0, -1, NaN])("a factor of %d, which would end healthy connections, is refused", (heartbeatFactor) => {
        expect(() => new Scene({ heartbeatFactor })).toThrow(RangeError);
    });

    it("a factor of Infinity is no end", () => {
        const scene = new Scene({ heartbeatFactor: Infinity }).opened();
        vi.advanceTimersByTime(86_400_000);
        expect(scene.client.state).toBe("open");
    });
});

describe("close", () => {
    it("ends it, once", () => {
        const scene = new Scene().opened();
        scene.client.close();
        scene.client.close();
        expect(scene.socket.closedWith).toBe(1000);
        expect(scene.states).toEqual(["connecting", "open", "closed"]);
        expect(scene.closes).toEqual([{ code: 1000, reason: "" }]);
        scene.socket.ends(1006);
        vi.advanceTimersByTime(3_600_000);
        expect(scene.sockets).toHaveLength(1);
        expect(vi.getTimerCount()).toBe(0);
    });

    it("ends the waiting", () => {
        const scene = new Scene().opened();
        scene.socket.ends(1006);
        scene.client.close();
        vi.advanceTimersByTime(3_600_000);
        expect(scene.sockets).toHaveLength(1);
        expect(scene.states.at(-1)).toBe("closed");
    });

    it("can be taken back, and the session goes on", () => {
        const scene = new Scene().opened();
        scene.client.close();
        scene.client.connect();
        expect(scene.socket.url.searchParams.get("session")).toBe("t-1");
        scene.socket.hello();
        expect(scene.client.state).toBe("open");
    });

    it("by a listener of the loss leaves the truth behind", () => {
        const scene = new Scene();
        scene.client.on("close", ({ retryInMs }) => {
            if (retryInMs !== undefined) {
                scene.client.close();
            }
        });
        scene.opened();
        scene.socket.ends(1006);
        expect(scene.client.state).toBe("closed");
        expect(scene.states.at(-1)).toBe("closed");
        vi.advanceTimersByTime(3_600_000);
        expect(scene.sockets).toHaveLength(1);
    });

    /** All that a second listener of everything is told. */
    function told(scene: Scene): string[] {
        const events: string[] = [];
        scene.client.on("state", (state) => events.push(state));
        scene.client.on("open", () => events.push("open!"));
        scene.client.on("gap", ({ channel }) => events.push(`gap ${channel}`));
        scene.client.on("message", ({ type }) => events.push(`message ${type}`));
        scene.client.on("news", () => events.push("news"));
        scene.client.on("close", ({ code }) => events.push(String(code)));
        scene.client.on("error", ({ code }) => events.push(code));
        return events;
    }

    it.each<["state" | "open" | "gap" | "message" | "news" | "close" | "error", string[]]>([
        ["state", ["connecting"]],
        ["open", ["connecting", "open"]],
        ["gap", ["connecting", "open", "open!"]],
        ["message", ["connecting", "open", "open!", "gap broadcast"]],
        ["error", ["connecting", "open", "open!", "gap broadcast", "message hello"]],
        ["news", ["connecting", "open", "open!", "gap broadcast", "message hello", "X", "message error", "message news"]],
        ["close", ["connecting", "open", "open!", "gap broadcast", "message hello", "X", "message error", "message news", "news"]],
    ])("in a listener of '%s' is the last that anybody is told", (event, before) => {
        const scene = new Scene();
        scene.client.on(event as "state", (value: unknown) => {
            if (value !== "connecting" && value !== "closed") {
                scene.client.close();
            }
        });
        const events = told(scene);
        scene.client.connect();
        const { socket } = scene;
        const [onmessage, onclose] = [socket.onmessage, socket.onclose];
        socket.hello({ gaps: ["broadcast"], positions: [at("broadcast", 7)] });
        for (const message of [{ type: "error", payload: { error_code: "X" } }, { type: "news", payload: {} }]) {
            const data = JSON.stringify({ envelope_version: 1, timestamp: "2025-08-16T01:36:59Z", ...message });
            (socket.onmessage === null ? undefined : onmessage)?.({ data } as never);
        }
        (socket.onclose === null ? undefined : onclose)?.({ code: 1006, reason: "" } as never);
        expect(events).toEqual([...before, "1000", "closed"]);
        expect(scene.client.state).toBe("closed");
        expect(vi.getTimerCount()).toBe(0);
    });

    it("in a listener of an event that others listen for is not followed by that event", () => {
        const scene = new Scene();
        scene.client.on("state", (state) => {
            if (state === "connecting") {
                scene.client.close();
            }
        });
        const events = told(scene);
        scene.client.connect();
        expect(events).toEqual(["1000", "closed"]);
    });

    it("and connect in a listener leave nothing of the old connection", () => {
        const scene = new Scene();
        let once = true;
        scene.client.on("open", () => {
            if (once) {
                once = false;
                scene.client.close();
                scene.client.connect();
            }
        });
        const events = told(scene);
        scene.opened({ gaps: ["broadcast"], positions: [at("broadcast", 7)] });
        expect(events).toEqual(["connecting", "open", "1000", "closed", "connecting"]);
        scene.socket.hello({ resumed: true, positions: [at("broadcast", 7)] });
        expect(events.slice(5)).toEqual(["open", "open!", "gap broadcast", "message hello"]); // which nobody was told of yet
    });

    it("in a listener of a gap loses no message", () => {
        const scene = new Scene();
        const stop = scene.client.on("gap", () => {
            scene.client.close();
        });
        scene.opened({ positions: [at("broadcast", 1)] });
        scene.socket.publishes("broadcast", 3);
        stop();
        scene.client.connect();
        expect(scene.socket.positions).toEqual(["broadcast@e:1"]);
        scene.socket.hello({ resumed: true, positions: [at("broadcast", 1)] });
        [2, 3].forEach((offset) => {
            scene.socket.publishes("broadcast", offset);
        });
        expect(scene.fromChannels).toEqual(["broadcast:2", "broadcast:3"]);
    });

    it("in a listener of an error that the greeting brought leaves nothing to send later", () => {
        const scene = new Scene();
        scene.client.send("large", { text: "x".repeat(1_000) });
        scene.client.send("small");
        const stop = scene.client.on("error", () => {
            scene.client.close();
        });
        scene.opened({}, { limits: { max_message_bytes: 500 } });
        stop();
        expect(scene.opened().socket.types).toEqual([]);
    });

    it("in a listener of why no socket could be made is told once", () => {
        const refuse = function (): never {
            throw new SyntaxError("mixed content");
        };
        const scene = new Scene({ webSocket: refuse as never });
        scene.client.on("error", () => {
            scene.client.close();
        });
        scene.client.connect();
        expect(scene.closes).toEqual([{ code: 1000, reason: "" }]);
        expect(scene.states).toEqual(["closed"]);
    });

    it("fails the requests that wait", async () => {
        const scene = new Scene().opened();
        const waiting = failure(scene.client.request("status"));
        scene.client.close();
        expect(await waiting).toBe("CLOSED");
        expect(await failure(scene.client.request("status"))).toBe("CLOSED");
        expect(() => scene.client.send("status")).toThrow(/closed/);
    });
});
