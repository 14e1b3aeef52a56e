import { describe, expect, it, vi } from "vitest";
import type { SubscribeFailure } from "../wirescope-client.ts";
import { Scene, failure } from "./scene.ts";
import { at } from "./scripted-socket.ts";

/** Loses the connection, and dials again; the server has not said hello yet. */
function lose(scene: Scene): Scene {
    scene.socket.ends(1006);
    scene.comesBack();
    return scene;
}

/** Why channels could not be joined. */
function collect(scene: Scene): SubscribeFailure[] {
    const failures: SubscribeFailure[] = [];
    scene.client.on("subscribe.failed", (failed) => failures.push(failed));
    return failures;
}

describe("coming back", () => {
    it("a first connect asks for nothing", () => {
        const scene = new Scene().opened();
        expect([...(scene.sockets[0]?.url.searchParams.keys() ?? [])]).toEqual(["client_id"]);
    });

    it("shows the token, and the last message of each channel", () => {
        const scene = new Scene().opened({ token: "first", positions: [at("broadcast", 4), at("client:alice", 0)] });
        scene.socket.publishes("broadcast", 5);
        scene.socket.publishes("broadcast", 6);
        lose(scene);
        expect(scene.socket.url.searchParams.get("session")).toBe("first");
        expect(scene.socket.positions).toEqual(["broadcast@e:6", "client:alice@e:0"]);
    });

    it("shows the newest token, and the last good one where hello never came", () => {
        const scene = new Scene().opened({ token: "first" });
        lose(scene).socket.hello({ token: "second", resumed: true });
        lose(scene);
        expect(scene.socket.url.searchParams.get("session")).toBe("second");
        lose(scene);
        expect(scene.socket.url.searchParams.get("session")).toBe("second");
    });

    it("gets what it missed, each once and in order", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 0)] });
        scene.socket.publishes("broadcast", 1);
        lose(scene).socket.hello({ resumed: true, positions: [at("broadcast", 1)] });
        [2, 3, 4].forEach((offset) => {
            scene.socket.publishes("broadcast", offset);
        });
        expect(scene.fromChannels).toEqual(["broadcast:1", "broadcast:2", "broadcast:3", "broadcast:4"]);
        expect(scene.gaps).toEqual([]);
    });

    it("passes over what is replayed from before its position", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 0)] });
        [1, 2, 3].forEach((offset) => {
            scene.socket.publishes("broadcast", offset);
        });
        lose(scene).socket.hello({ resumed: true, positions: [at("broadcast", 1)] });
        [2, 3, 4, 4].forEach((offset) => {
            scene.socket.publishes("broadcast", offset);
        });
        expect(scene.fromChannels).toEqual(["broadcast:1", "broadcast:2", "broadcast:3", "broadcast:4"]);
        expect(scene.gaps).toEqual([]);
    });

    it("reports a gap, and goes on behind it", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 0), at("client:alice", 7)] });
        lose(scene).socket.hello(
            { resumed: false, gaps: ["broadcast"], positions: [at("broadcast", 600), at("client:alice", 7)] });
        expect(scene.gaps).toEqual([
            { channel: "broadcast", from: { epoch: "e", offset: 0 }, to: { epoch: "e", offset: 600 }, missed: 600 }]);
        scene.socket.publishes("broadcast", 601);
        scene.socket.publishes("client:alice", 8);
        expect(scene.fromChannels).toEqual(["broadcast:601", "client:alice:8"]);
        expect(scene.gaps).toHaveLength(1);
    });

    it("reports a gap where the channel began anew; how many is not known", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 5)] });
        lose(scene).socket.hello({ resumed: false, gaps: ["broadcast"], positions: [at("broadcast", 2, "new")] });
        expect(scene.gaps).toEqual([
            { channel: "broadcast", from: { epoch: "e", offset: 5 }, to: { epoch: "new", offset: 2 } }]);
    });

    it("reports no gap where its own count shows that there is none", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 5)] });
        lose(scene).socket.hello({ resumed: false, gaps: ["broadcast"], positions: [at("broadcast", 5)] });
        expect(scene.gaps).toEqual([]);
    });

    it("finds a gap that the server does not tell of", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 5), at("client:alice", 1)] });
        lose(scene).socket.hello({ resumed: true, positions: [at("broadcast", 9), at("client:alice", 1, "new")] });
        expect(scene.gaps.map(({ channel }) => channel)).toEqual(["broadcast", "client:alice"]);
    });

    it("tells of gaps after open, and before the messages that follow", () => {
        const scene = new Scene();
        const reported: string[] = [];
        scene.client.on("open", () => reported.push("open"));
        scene.client.on("gap", ({ channel }) => reported.push(`gap ${channel}`));
        scene.client.on("news", ({ payload }) => reported.push(`news ${String(payload.n)}`));
        scene.opened({ positions: [at("broadcast", 0)] });
        lose(scene).socket.hello({ resumed: false, gaps: ["broadcast"], positions: [at("broadcast", 3)] });
        scene.socket.publishes("broadcast", 4);
        expect(reported).toEqual(["open", "open", "gap broadcast", "news 4"]);
    });
});

describe("a message of a channel", () => {
    it("that skips others tells of the gap first", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 0)] });
        scene.socket.publishes("broadcast", 1);
        scene.socket.publishes("broadcast", 4);
        expect(scene.gaps).toEqual([
            { channel: "broadcast", from: { epoch: "e", offset: 1 }, to: { epoch: "e", offset: 3 }, missed: 2 }]);
        expect(scene.fromChannels).toEqual(["broadcast:1", "broadcast:4"]);
    });

    it.each([1, 3, 4, 5])("of a new epoch tells of a gap, whatever its offset: %i after 3", (offset) => {
        const scene = new Scene().opened({ positions: [at("broadcast", 3)] });
        scene.socket.publishes("broadcast", offset, "new");
        expect(scene.gaps).toEqual([
            { channel: "broadcast", from: { epoch: "e", offset: 3 }, to: { epoch: "new", offset: offset - 1 } }]);
        expect(scene.fromChannels).toEqual([`broadcast:${String(offset)}`]);
    });

    it("of a channel that nothing was known of begins the count", () => {
        const scene = new Scene().opened();
        scene.socket.publishes("surprise", 17);
        lose(scene);
        expect(scene.socket.positions).toEqual(["surprise@e:17"]);
        expect(scene.gaps).toEqual([]);
    });

    it.each([{ channel: "broadcast" }, { channel: "broadcast", epoch: "e", offset: "1" }, { channel: 5, epoch: "e", offset: 1 }])(
        "without a place in it comes all the same: %j", (meta) => {
            const scene = new Scene().opened({ positions: [at("broadcast", 0)] });
            scene.socket.says("news", {}, { meta });
            scene.socket.says("news", {}, { meta });
            expect(scene.messages.filter((message) => message !== "hello")).toHaveLength(2);
            lose(scene);
            expect(scene.socket.positions).toEqual(["broadcast@e:0"]);
        });
});

describe("channels", () => {
    it("of the options are joined, one message for each", () => {
        const scene = new Scene({ channels: ["prices", "weather"] }).opened();
        expect(scene.socket.sent.map(({ type, payload }) => [type, payload])).toEqual([
            ["subscribe", { channels: ["prices"] }], ["subscribe", { channels: ["weather"] }]]);
    });

    it("that are joined stand where the server says", async () => {
        const scene = new Scene().opened();
        const joined = scene.client.subscribe(["prices", "weather"]);
        scene.socket.says("subscribed", { channels: [at("prices", 3), at("weather", 0)] },
            { request_id: scene.socket.idOf("subscribe") });
        await joined;
        expect(scene.socket.types).toEqual(["subscribe"]);
        lose(scene);
        expect(scene.socket.positions).toEqual(["prices@e:3", "weather@e:0"]);
    });

    it("whose messages come before the word of it are not counted back", () => {
        const scene = new Scene({ channels: ["prices"] }).opened();
        scene.socket.publishes("prices", 4);
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        scene.socket.publishes("prices", 4);
        scene.socket.publishes("prices", 5);
        expect(scene.fromChannels).toEqual(["prices:4", "prices:5"]);
        expect(scene.gaps).toEqual([]);
    });

    it("that came back with the session are not joined again", () => {
        const scene = new Scene({ channels: ["prices"] }).opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        lose(scene).socket.hello({ resumed: true, positions: [at("prices", 3)] });
        expect(scene.socket.types).toEqual([]);
    });

    it("that did not resume are joined again, after the gap is reported", () => {
        const scene = new Scene({ channels: ["prices"] }).opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        lose(scene).socket.hello({ resumed: false, gaps: ["prices"], positions: [] });
        expect(scene.socket.types).toEqual(["subscribe"]);
        expect(scene.gaps).toEqual([{ channel: "prices", from: { epoch: "e", offset: 3 } }]);
        scene.socket.says("subscribed", { channels: [at("prices", 9)] });
        scene.socket.publishes("prices", 10);
        expect(scene.gaps).toHaveLength(1);
        expect(scene.fromChannels).toEqual(["prices:10"]);
    });

    it("are joined once there is a connection, and a refusal is an error then", async () => {
        const scene = new Scene();
        await scene.client.subscribe(["prices", "nonsense"]);
        scene.opened();
        expect(scene.socket.types).toEqual(["subscribe", "subscribe"]);
        scene.socket.says("error", { error_code: "UNKNOWN_CHANNEL", error_message: "no", details: { channel: "nonsense" } },
            { request_id: scene.socket.idOf("subscribe") });
        await vi.waitFor(() => {
            expect(scene.errors).toMatchObject([{ code: "UNKNOWN_CHANNEL", details: { channel: "nonsense" } }]);
        });
    });

    it("that the server does not answer about are reported", async () => {
        const scene = new Scene({ channels: ["prices"], requestTimeoutMs: 50 }).opened();
        await vi.advanceTimersByTimeAsync(50);
        expect(scene.errors.map(({ code }) => code)).toEqual(["TIMEOUT"]);
        expect(scene.client.state).toBe("open");
    });

    it("that were refused are not asked for again", async () => {
        const scene = new Scene().opened();
        const joined = failure(scene.client.subscribe(["nonsense"]));
        scene.socket.says("error", { error_code: "UNKNOWN_CHANNEL", error_message: "no", details: {} },
            { request_id: scene.socket.idOf("subscribe") });
        expect(await joined).toBe("UNKNOWN_CHANNEL");
        lose(scene).socket.hello();
        expect(scene.socket.types).toEqual([]);
    });

    function refuse(scene: Scene, code = "UNKNOWN_CHANNEL"): void {
        scene.socket.says("error", { error_code: code, error_message: "no", details: {} },
            { request_id: scene.socket.idOf("subscribe") });
    }

    /** What the client has asked for channels on this connection. */
    function asked(scene: Scene): unknown[] {
        return scene.socket.sent.filter(({ type }) => type === "subscribe").map(({ payload }) => payload.channels);
    }

    it("that do not exist after a restart are asked for until they do, and it is reported each time", async () => {
        const scene = new Scene({ channels: ["prices"] });
        const failures = collect(scene);
        scene.chance = 1;
        scene.opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        lose(scene).socket.hello({}, { heartbeat_interval_ms: 1e9 });
        for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
            const before = asked(scene).length;
            refuse(scene);
            await vi.advanceTimersByTimeAsync(0);
            expect(failures.at(-1)).toEqual({
                channel: "prices", retryInMs: seconds * 1_000, error: expect.objectContaining({ code: "UNKNOWN_CHANNEL" }) as Error });
            await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
            expect(asked(scene)).toHaveLength(before);
            await vi.advanceTimersByTimeAsync(1);
            expect(asked(scene)).toHaveLength(before + 1);
        }
        expect(scene.errors.map(({ code }) => code)).toEqual(["UNKNOWN_CHANNEL"]); // once for each connection
        scene.socket.says("subscribed", { channels: [at("prices", 0, "new")] }, { request_id: scene.socket.idOf("subscribe") });
        await vi.advanceTimersByTimeAsync(120_000);
        expect(failures).toHaveLength(7);
        expect(asked(scene)).toHaveLength(8);
        scene.socket.publishes("prices", 1, "new");
        expect(scene.fromChannels).toEqual(["prices:1"]);
    });

    it("that do not exist yet are asked for at once on the next connection, and not any more when it is gone", async () => {
        const scene = new Scene({ channels: ["prices"] });
        scene.opened();
        refuse(scene);
        await vi.advanceTimersByTimeAsync(0);
        scene.socket.ends(1006);
        expect(vi.getTimerCount()).toBe(1); // that of the comeback
        scene.comesBack().hello();
        expect(asked(scene)).toEqual([["prices"]]);
        refuse(scene);
        await vi.advanceTimersByTimeAsync(0);
        scene.client.close();
        expect(vi.getTimerCount()).toBe(0);
    });

    it("that are left are not asked for again", async () => {
        const scene = new Scene({ channels: ["prices"] });
        scene.opened();
        refuse(scene);
        await vi.advanceTimersByTimeAsync(0);
        void scene.client.unsubscribe(["prices"]);
        await vi.advanceTimersByTimeAsync(2_000);
        expect(asked(scene)).toEqual([["prices"]]);
    });

    it("that are subscribed to meanwhile are not asked for twice", async () => {
        const scene = new Scene({ channels: ["prices"] });
        scene.opened({}, { heartbeat_interval_ms: 1e9 });
        refuse(scene);
        await vi.advanceTimersByTimeAsync(0);
        void scene.client.subscribe(["prices"]);
        scene.socket.says("subscribed", { channels: [at("prices", 3)] }, { request_id: scene.socket.idOf("subscribe") });
        await vi.advanceTimersByTimeAsync(60_000);
        expect(asked(scene)).toEqual([["prices"], ["prices"]]);
    });

    it("that are not permitted are reported, and not asked for again on this connection", async () => {
        const scene = new Scene({ channels: ["events:*"] });
        const failures = collect(scene);
        scene.opened({}, { heartbeat_interval_ms: 1e9 });
        refuse(scene, "NOT_PERMITTED");
        await vi.advanceTimersByTimeAsync(60_000);
        expect(failures).toEqual([{ channel: "events:*", error: expect.objectContaining({ code: "NOT_PERMITTED" }) as Error }]);
        expect(asked(scene)).toHaveLength(1);
        lose(scene).socket.hello();
        expect(asked(scene)).toHaveLength(1);
    });

    it.each([["RATE_LIMITED", {}], ["OVERLOADED", { retryable: true }]])(
        "that are refused for now are asked for again: %s", async (code, details) => {
            const scene = new Scene({ channels: ["prices"] }).opened();
            scene.socket.says("error", { error_code: code, error_message: "no", details }, { request_id: scene.socket.idOf("subscribe") });
            await vi.advanceTimersByTimeAsync(1_000);
            expect(asked(scene)).toEqual([["prices"], ["prices"]]);
        });

    it("that the socket takes no request for are asked for again, and it is reported", async () => {
        const scene = new Scene({ channels: ["prices"], socketBufferLimit: 10 });
        const failures = collect(scene);
        scene.client.connect();
        scene.socket.bufferedAmount = 11;
        scene.socket.hello();
        await vi.advanceTimersByTimeAsync(0);
        expect(failures).toMatchObject([{ channel: "prices", retryInMs: 500, error: { code: "BUFFER_FULL" } }]);
        scene.socket.bufferedAmount = 0;
        await vi.advanceTimersByTimeAsync(500);
        expect(asked(scene)).toEqual([["prices"]]);
    });

    it("whose subscribe is refused since the socket takes no request are not wanted", async () => {
        const scene = new Scene({ socketBufferLimit: 10 }).opened();
        const failures = collect(scene);
        scene.socket.bufferedAmount = 11;
        expect(await failure(scene.client.subscribe(["prices"]))).toBe("BUFFER_FULL");
        expect(failures).toEqual([{ channel: "prices", error: expect.objectContaining({ code: "BUFFER_FULL" }) as Error }]);
        lose(scene).socket.hello();
        expect(asked(scene)).toEqual([]);
    });

    it("that were refused before another subscribe succeeded stay wanted", async () => {
        const scene = new Scene().opened();
        const first = failure(scene.client.subscribe(["prices"]));
        const second = scene.client.subscribe(["prices"]);
        const [one, two] = scene.socket.sent.map(({ request_id }) => request_id);
        scene.socket.says("error", { error_code: "UNKNOWN_CHANNEL", error_message: "no", details: {} }, { request_id: one });
        expect(await first).toBe("UNKNOWN_CHANNEL");
        scene.socket.says("subscribed", { channels: [at("prices", 0)] }, { request_id: two });
        await second;
        lose(scene).socket.hello();
        expect(asked(scene)).toEqual([["prices"]]);
    });

    it("that two subscribes were refused for are forgotten, and it is reported once", async () => {
        const scene = new Scene().opened();
        const failures = collect(scene);
        const both = [failure(scene.client.subscribe(["prices"])), failure(scene.client.subscribe(["prices"]))];
        for (const { request_id } of scene.socket.sent) {
            scene.socket.says("error", { error_code: "UNKNOWN_CHANNEL", error_message: "no", details: {} }, { request_id });
        }
        expect(await Promise.all(both)).toEqual(["UNKNOWN_CHANNEL", "UNKNOWN_CHANNEL"]);
        expect(failures).toEqual([{ channel: "prices", error: expect.anything() as Error }]);
        lose(scene).socket.hello();
        expect(asked(scene)).toEqual([]);
    });

    it("that were left and joined again are not forgotten for an earlier refusal", async () => {
        const scene = new Scene().opened();
        const first = failure(scene.client.subscribe(["prices"]));
        const refused = scene.socket.idOf("subscribe");
        void scene.client.unsubscribe(["prices"]);
        void scene.client.subscribe(["prices"]);
        scene.socket.says("error", { error_code: "UNKNOWN_CHANNEL", error_message: "no", details: {} }, { request_id: refused });
        await first;
        lose(scene).socket.hello();
        expect(asked(scene)).toEqual([["prices"]]);
    });

    it("whose subscribe nobody waits for are no unhandled rejection, and it is told", async () => {
        const unhandled = vi.fn();
        process.on("unhandledRejection", unhandled);
        const scene = new Scene().opened();
        const failures = collect(scene);
        void scene.client.subscribe(["nonsense"]);
        refuse(scene);
        void scene.client.unsubscribe(["broadcast"]);
        scene.socket.says("error", { error_code: "NOT_PERMITTED", error_message: "no", details: {} },
            { request_id: scene.socket.idOf("unsubscribe") });
        vi.useRealTimers();
        await new Promise((resolve) => setTimeout(resolve)); // Node reports rejections between two tasks
        process.off("unhandledRejection", unhandled);
        expect(unhandled).not.toHaveBeenCalled();
        expect(failures).toMatchObject([{ channel: "nonsense", error: { code: "UNKNOWN_CHANNEL" } }]);
    });

    it("that are waited for without a connection are refused when there is one", async () => {
        const scene = new Scene();
        const joined = failure(scene.client.subscribe(["nonsense"], { timeoutMs: 5_000 }));
        scene.opened();
        expect(asked(scene)).toEqual([["nonsense"]]);
        refuse(scene);
        expect(await joined).toBe("UNKNOWN_CHANNEL");
        lose(scene).socket.hello();
        expect(asked(scene)).toEqual([]);
    });

    it("that are waited for longer than there is no connection stay wanted", async () => {
        const scene = new Scene();
        const joined = failure(scene.client.subscribe(["prices"], { timeoutMs: 100 }));
        vi.advanceTimersByTime(100);
        expect(await joined).toBe("TIMEOUT");
        scene.opened();
        expect(asked(scene)).toEqual([["prices"]]);
    });

    it("that bring a message after the server has confirmed that they were left are not joined by it", async () => {
        const scene = new Scene({ channels: ["prices"] }).opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        const left = scene.client.unsubscribe(["prices"]);
        scene.socket.says("unsubscribed", { channels: ["prices"] }, { request_id: scene.socket.idOf("unsubscribe") });
        await left;
        scene.socket.publishes("prices", 4);
        expect(scene.fromChannels).toEqual(["prices:4"]);
        lose(scene);
        expect(scene.socket.positions).toEqual([]);
        scene.socket.hello({ resumed: true });
        scene.socket.publishes("prices", 9);
        expect(scene.gaps).toEqual([]);
    });

    it("that nobody knows the fate of are asked for again", async () => {
        const scene = new Scene().opened();
        const joined = failure(scene.client.subscribe(["prices"]));
        lose(scene);
        expect(await joined).toBe("CONNECTION_LOST");
        scene.socket.hello();
        expect(scene.socket.sent.map(({ payload }) => payload)).toEqual([{ channels: ["prices"] }]);
        lose(scene).socket.hello();
        expect(scene.socket.sent.map(({ payload }) => payload)).toEqual([{ channels: ["prices"] }]);
        await vi.advanceTimersByTimeAsync(0);
        expect(scene.errors).toEqual([]);
    });

    it("that were joined before stay wanted, though another of the same message is refused", async () => {
        const scene = new Scene({ channels: ["prices"] }).opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        const joined = failure(scene.client.subscribe(["prices", "nonsense"]));
        scene.socket.says("error", { error_code: "UNKNOWN_CHANNEL", error_message: "no", details: {} },
            { request_id: scene.socket.idOf("subscribe") });
        expect(await joined).toBe("UNKNOWN_CHANNEL");
        lose(scene).socket.hello();
        expect(scene.socket.sent.map(({ payload }) => payload)).toEqual([{ channels: ["prices"] }]);
    });

    it("that are left and joined again without a connection are as they were", async () => {
        const scene = new Scene({ channels: ["prices"] }).opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        scene.socket.ends(1006);
        await scene.client.unsubscribe(["prices"]);
        await scene.client.subscribe(["prices"]);
        expect(scene.comesBack().positions).toEqual(["prices@e:3"]);
        scene.socket.hello({ resumed: true, positions: [at("prices", 3)] });
        expect(scene.socket.types).toEqual([]);
    });

    it("that are left are not come back to, and what they brought meanwhile is no gap", async () => {
        const scene = new Scene({ channels: ["prices"] }).opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        const left = scene.client.unsubscribe(["prices"]);
        scene.socket.publishes("prices", 4);
        scene.socket.says("unsubscribed", { channels: ["prices"] }, { request_id: scene.socket.idOf("unsubscribe") });
        await left;
        expect(scene.fromChannels).toEqual(["prices:4"]);
        const again = scene.client.subscribe(["prices"]);
        scene.socket.says("subscribed", { channels: [at("prices", 20)] }, { request_id: scene.socket.idOf("subscribe") });
        await again;
        scene.socket.publishes("prices", 21);
        expect(scene.gaps).toEqual([]);
        expect(scene.fromChannels).toEqual(["prices:4", "prices:21"]);
    });

    it("that are left while there is no connection are left when there is one", async () => {
        const scene = new Scene({ channels: ["prices", "weather"] }).opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3), at("weather", 1)] });
        scene.socket.ends(1006);
        await scene.client.unsubscribe(["prices"]);
        expect(scene.comesBack().positions).toEqual(["weather@e:1"]);
        scene.socket.hello({ resumed: true, positions: [at("prices", 3), at("weather", 1)] });
        expect(scene.socket.sent.map(({ type, payload }) => [type, payload])).toEqual([["unsubscribe", { channels: ["prices"] }]]);
        scene.socket.says("unsubscribed", { channels: ["prices"] });
        lose(scene).socket.hello({ resumed: true, positions: [at("weather", 1)] });
        expect(scene.socket.types).toEqual([]);
        expect(scene.gaps).toEqual([]);
    });

    it("that were left and did not come back are no gap", async () => {
        const scene = new Scene({ channels: ["prices"] }).opened();
        scene.socket.says("subscribed", { channels: [at("prices", 3)] });
        scene.socket.ends(1006);
        await scene.client.unsubscribe(["prices"]);
        scene.comesBack().hello({ resumed: true, positions: [] });
        expect(scene.gaps).toEqual([]);
        expect(scene.socket.types).toEqual([]);
    });

    it("that can't be left stay, without a gap", async () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 1)] });
        const left = failure(scene.client.unsubscribe(["broadcast"]));
        scene.socket.publishes("broadcast", 2);
        scene.socket.says("error", { error_code: "NOT_PERMITTED", error_message: "no", details: {} },
            { request_id: scene.socket.idOf("unsubscribe") });
        expect(await left).toBe("NOT_PERMITTED");
        lose(scene);
        expect(scene.socket.positions).toEqual(["broadcast@e:2"]);
    });

    it("are named in full, whatever is in their names", () => {
        const scene = new Scene().opened({ positions: [at("client:a b&c=d@e/ü", 1)] });
        lose(scene);
        expect(scene.socket.positions).toEqual(["client:a b&c=d@e/ü@e:1"]);
    });

    it("too many for an address leave room for it", () => {
        const channels = Array.from({ length: 100 }, (_, i) => at(`${"ü".repeat(60)}${String(i)}`, i));
        const scene = new Scene().opened({ positions: channels });
        lose(scene);
        expect(scene.socket.url.href.length).toBeLessThanOrEqual(6_000);
        expect(scene.socket.positions.length).toBeGreaterThan(10);
        scene.socket.hello({ resumed: true, positions: channels });
        expect(scene.gaps).toEqual([]);
    });
});
