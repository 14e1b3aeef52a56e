import { describe, expect, it, vi } from "vitest";
import { Scene } from "./scene.ts";
import { at } from "./scripted-socket.ts";

describe("listeners", () => {
    it("get messages by type, and no others", () => {
        const scene = new Scene();
        const statuses: string[] = [];
        scene.client.on("drift.status", ({ payload }) => statuses.push(payload.status));
        scene.opened();
        scene.socket.says("drift.status", { status: "NO_DRIFT" });
        scene.socket.says("news");
        expect(statuses).toEqual(["NO_DRIFT"]);
    });

    it("get every message first, and then those of its type", () => {
        const scene = new Scene().opened();
        const reported: string[] = [];
        scene.client.on("news", () => reported.push("news"));
        scene.client.on("message", () => reported.push("message"));
        scene.socket.says("news");
        expect(reported).toEqual(["message", "news"]);
    });

    it("stop when asked to, each by itself", () => {
        const scene = new Scene().opened();
        const listener = vi.fn();
        const stop = scene.client.on("news", listener);
        scene.client.on("news", listener);
        scene.socket.says("news");
        expect(listener).toHaveBeenCalledTimes(2);
        stop();
        stop();
        scene.socket.says("news");
        expect(listener).toHaveBeenCalledTimes(3);
    });

    it("may come and go while they are called", () => {
        const scene = new Scene().opened();
        const late = vi.fn();
        const stop = scene.client.on("news", () => {
            stop();
            scene.client.on("news", late);
        });
        scene.socket.says("news");
        expect(late).not.toHaveBeenCalled();
        scene.socket.says("news");
        expect(late).toHaveBeenCalledTimes(1);
    });

    it("that throw are reported, and stop neither the others nor the client", () => {
        const scene = new Scene().opened({ positions: [at("broadcast", 0)] });
        const other = vi.fn();
        scene.client.on("news", () => {
            throw new Error("mine");
        });
        scene.client.on("news", other);
        scene.socket.publishes("broadcast", 1);
        scene.socket.publishes("broadcast", 2);
        expect(other).toHaveBeenCalledTimes(2);
        expect(scene.errors).toMatchObject(Array(2).fill({ code: "LISTENER_FAILED", cause: { message: "mine" } }));
        expect(scene.fromChannels).toEqual(["broadcast:1", "broadcast:2"]);
    });

    it("of errors that throw are reported on the console", () => {
        const scene = new Scene().opened();
        const console_ = vi.spyOn(console, "error").mockReturnValue();
        scene.client.on("error", () => {
            throw new Error("even here");
        });
        scene.socket.text("{");
        expect(console_).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ message: "even here" }));
        expect(scene.errors).toHaveLength(1);
        console_.mockRestore();
    });

    it.each(["open", "state", "gap", "subscribe.failed", "close", "error", "message"] as const)(
        "of the event '%s' are not called for a message that is named like it", (type) => {
            const scene = new Scene().opened();
            const listener = vi.fn();
            scene.client.on(type, listener);
            scene.socket.says(type, { error_code: "X" }, { meta: at("broadcast", 1) });
            expect(listener).toHaveBeenCalledTimes(type === "message" ? 1 : 0);
            expect(scene.fromChannels).toEqual(["broadcast:1"]);
        });

    it("get an error that answers nothing", () => {
        const scene = new Scene().opened();
        scene.socket.says("error", { error_code: "RATE_LIMITED", error_message: "Slow down", details: { messages_per_second: 5 } });
        expect(scene.errors).toMatchObject([
            { code: "RATE_LIMITED", message: "Slow down", details: { messages_per_second: 5, request_id: "connection" } }]);
        expect(scene.messages).toEqual(["hello", "error"]);
    });

    it("get what the server says before it closes", () => {
        const scene = new Scene().opened();
        const draining = vi.fn();
        scene.client.on("server.draining", ({ payload }) => draining(payload.window_ms) as unknown);
        scene.socket.says("server.draining", { reason: "restart", close_code: 1012, window_ms: 5_000 });
        expect(draining).toHaveBeenCalledWith(5_000);
        expect(scene.client.state).toBe("open");
    });
});

describe("what is read with another reader", () => {
    it("is what that makes of it", () => {
        const parseJson = (text: string): unknown => JSON.parse(text.replace(/9007199254740993/u, '"$&"'));
        const scene = new Scene({ parseJson }).opened();
        const news = vi.fn();
        scene.client.on("news", ({ payload }) => news(payload.n) as unknown);
        scene.socket.text('{"envelope_version":1,"type":"news","timestamp":"2025-08-16T01:36:59Z","payload":{"n":9007199254740993}}');
        expect(news).toHaveBeenCalledWith("9007199254740993");
        scene.socket.text("{");
        expect(scene.errors.map(({ code }) => code)).toEqual(["INVALID_JSON"]);
    });
});

describe("what can't be read", () => {
    it.each<[string, unknown]>([
        ["INVALID_JSON", ""],
        ["INVALID_JSON", "{"],
        ["INVALID_JSON", "Echo: hi"],
        ["INVALID_JSON", new ArrayBuffer(4)],
        ["INVALID_ENVELOPE", "null"],
        ["INVALID_ENVELOPE", "[]"],
        ["INVALID_ENVELOPE", "{}"],
        ["INVALID_ENVELOPE", '{"envelope_version":2,"type":"x","timestamp":"2025-08-16T01:36:59Z","payload":{}}'],
        ["INVALID_ENVELOPE", '{"envelope_version":1,"type":"x","timestamp":"2025-08-16T01:36:59Z","payload":null}'],
    ])("is an error, %s, and the connection goes on: %j", (code, data) => {
        const scene = new Scene().opened();
        scene.socket.text(data);
        expect(scene.errors.map((error) => error.code)).toEqual([code]);
        expect(scene.client.state).toBe("open");
        scene.socket.says("news");
        expect(scene.messages).toEqual(["hello", "news"]);
    });

    it.each([
        [{}], [{ session: null }], [{ session: "x" }], [{ session: { positions: "x", gaps: 7 } }],
        [{ session: { positions: [null, 7, {}, { channel: "c" }, { channel: "c", epoch: "e", offset: -1 }], gaps: [] } }],
        [{ limits: 7, heartbeat_interval_ms: {} }],
    ])("in a hello does no harm: %j", (payload) => {
        const scene = new Scene();
        scene.client.connect();
        scene.socket.readyState = 1;
        scene.socket.says("hello", payload);
        expect(scene.client.state).toBe("open");
        scene.client.send("x");
        expect(scene.socket.types).toEqual(["x"]);
        scene.socket.ends(1006);
        expect(scene.comesBack().positions).toEqual([]);
    });

    it.each(["subscribed", "unsubscribed"])("in a '%s' does no harm", (type) => {
        const scene = new Scene().opened({ positions: [at("broadcast", 1)] });
        for (const channels of [undefined, null, 7, "x", [null], [7], [{}], [{ channel: "broadcast", offset: "1" }]]) {
            scene.socket.says(type, { channels });
        }
        scene.socket.ends(1006);
        expect(scene.comesBack().positions).toEqual(["broadcast@e:1"]);
    });
});
