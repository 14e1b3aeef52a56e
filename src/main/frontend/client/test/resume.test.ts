import { describe, expect, it, vi } from "vitest";
import { Scene, failure } from "./scene.ts";
import { at } from "./scripted-socket.ts";

/** Loses the connection, and dials again; the server has not said hello yet. */
function lose(scene: Scene): Scene {
    scene.socket.ends(1006);
    scene.comesBack();
    return scene;
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

    it("is told of a gap, and goes on behind it", () => {
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

    it("is told of a gap where the channel began anew; how many is not known", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 5)] });
        lose(scene).socket.hello({ resumed: false, gaps: ["broadcast"], positions: [at("broadcast", 2, "new")] });
        expect(scene.gaps).toEqual([
            { channel: "broadcast", from: { epoch: "e", offset: 5 }, to: { epoch: "new", offset: 2 } }]);
    });

    it("is not told of a gap where its own count shows that there is none", () => {
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
        const told: string[] = [];
        scene.client.on("open", () => told.push("open"));
        scene.client.on("gap", ({ channel }) => told.push(`gap ${channel}`));
        scene.client.on("news", ({ payload }) => told.push(`news ${String(payload.n)}`));
        scene.opened({ positions: [at("broadcast", 0)] });
        lose(scene).socket.hello({ resumed: false, gaps: ["broadcast"], positions: [at("broadcast", 3)] });
        scene.socket.publishes("broadcast", 4);
        expect(told).toEqual(["open", "open", "gap broadcast", "news 4"]);
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

    it("that did not come back are joined again, after the gap is told", () => {
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

    it("that the server does not answer about are told of", async () => {
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
