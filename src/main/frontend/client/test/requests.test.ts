import { describe, expect, it, vi } from "vitest";
import type { Answer } from "../wirescope-client.ts";
import { Scene, failure } from "./scene.ts";

describe("a request", () => {
    it("gets the answer with its id, whatever comes between", async () => {
        const scene = new Scene().opened();
        const first = scene.client.request("status");
        const second = scene.client.request("ping", { data: 42 });
        const [one, two] = scene.socket.sent.map(({ request_id }) => request_id);
        scene.socket.says("news");
        scene.socket.says("pong", { data: 42 }, { request_id: two });
        scene.socket.says("status", { heartbeat_count: 3 }, { request_id: one });
        const status: Answer<"status"> = await first;
        expect(status.payload.heartbeat_count).toBe(3);
        expect((await second).payload.data).toBe(42);
        expect(scene.messages).toEqual(["hello", "news", "pong", "status"]);
    });

    it("has an envelope that a server takes", async () => {
        const scene = new Scene().opened();
        const trace = { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span: "00f067aa0ba902b7" };
        const answer = scene.client.request("order", { item: 7 }, { requestId: "mine", trace });
        expect(scene.socket.sent).toEqual([{
            envelope_version: 1, type: "order", timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
            request_id: "mine", trace, payload: { item: 7 },
        }]);
        scene.socket.says("echo", { message_type: "order" }, { request_id: "mine" });
        expect((await answer).payload.message_type).toBe("order");
    });

    it("has an id that no other has", () => {
        const scene = new Scene().opened();
        const ids = Array.from({ length: 1_000 }, () => scene.client.send("x"));
        expect(new Set(ids).size).toBe(1_000);
    });

    it("fails with what an error says", async () => {
        const scene = new Scene().opened();
        const answer = scene.client.request("subscribe", { channels: ["x"] });
        scene.socket.says("error", { error_code: "UNKNOWN_CHANNEL", error_message: "No channel 'x'", details: { channel: "x" } },
            { request_id: scene.socket.idOf("subscribe") });
        await expect(answer).rejects.toMatchObject({
            name: "WirescopeError", code: "UNKNOWN_CHANNEL", message: "No channel 'x'", details: { channel: "x" },
        });
        expect(scene.errors).toEqual([]);
    });

    it.each([[{}], [{ error_code: 7, details: "x" }]])("fails as well with an error that says nothing: %j", async (payload) => {
        const scene = new Scene().opened();
        const answer = failure(scene.client.request("status"));
        scene.socket.says("error", payload, { request_id: scene.socket.idOf("status") });
        expect(await answer).toBe("UNKNOWN");
    });

    it.each([[true, { retryable: true }], [false, { retryable: false }], [false, {}], [false, { retryable: "true" }]])(
        "fails with whether it may be sent again: %j of %j", async (retryable, details) => {
            const scene = new Scene().opened();
            const answer = scene.client.request("order.create", { item: 7 });
            scene.socket.says("error", { error_code: "UPSTREAM_UNAVAILABLE", error_message: "no", details },
                { request_id: scene.socket.idOf("order.create") });
            await expect(answer).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable, details });
        });

    it.each(["order.create.result", "com.example.stock", "echo"])("resolves with what an upstream says, as %s", async (type) => {
        const scene = new Scene().opened();
        const answer = scene.client.request<{ id: string }>("order.create", { item: 7 });
        scene.socket.says(type, { id: "o-7" }, { request_id: scene.socket.idOf("order.create") });
        const { type: told, payload } = await answer;
        expect([told, payload.id]).toEqual([type, "o-7"]);
    });

    it("fails when no answer comes in time; one that comes late is a message like any other", async () => {
        const scene = new Scene().opened();
        const answer = failure(scene.client.request("status", {}, { timeoutMs: 500 }));
        vi.advanceTimersByTime(499);
        const still = vi.fn();
        void answer.then(still);
        await Promise.resolve();
        expect(still).not.toHaveBeenCalled();
        vi.advanceTimersByTime(1);
        expect(await answer).toBe("TIMEOUT");
        scene.socket.says("status", {}, { request_id: scene.socket.idOf("status") });
        expect(scene.messages).toEqual(["hello", "status"]);
        expect(scene.errors).toEqual([]);
    });

    it("waits ten seconds unless told otherwise", async () => {
        const scene = new Scene().opened({}, { heartbeat_interval_ms: 60_000 });
        const answer = failure(scene.client.request("status"));
        vi.advanceTimersByTime(10_000);
        expect(await answer).toBe("TIMEOUT");
        const unsaid = failure(scene.client.request("status", {}, { timeoutMs: undefined } as object));
        vi.advanceTimersByTime(10_000);
        expect(await unsaid).toBe("TIMEOUT");
        const shorter = new Scene({ requestTimeoutMs: 50 }).opened();
        const second = failure(shorter.client.request("status"));
        vi.advanceTimersByTime(50);
        expect(await second).toBe("TIMEOUT");
    });

    it.each([Infinity, 2 ** 31])("waits as long as it takes with a timeout of %d", async (timeoutMs) => {
        const scene = new Scene().opened({}, { heartbeat_interval_ms: 1e12 });
        const answer = scene.client.request("status", {}, { timeoutMs });
        vi.advanceTimersByTime(86_400_000);
        scene.socket.says("status", {}, { request_id: scene.socket.idOf("status") });
        expect((await answer).type).toBe("status");
    });

    it("fails when the client is closed", async () => {
        const scene = new Scene().opened();
        const answer = failure(scene.client.request("order.create"));
        scene.client.close();
        expect(await answer).toBe("CLOSED");
    });

    it("ends with its signal", async () => {
        const scene = new Scene().opened();
        const controller = new AbortController();
        const answer = scene.client.request("status", {}, { signal: controller.signal });
        controller.abort(new Error("changed my mind"));
        await expect(answer).rejects.toThrow("changed my mind");
        await expect(scene.client.request("status", {}, { signal: controller.signal })).rejects.toThrow("changed my mind");
        expect(scene.socket.types).toEqual(["status"]);
    });

    it("leaves nothing behind on a signal that outlives it", async () => {
        const scene = new Scene().opened();
        const controller = new AbortController();
        const removed = vi.spyOn(controller.signal, "removeEventListener");
        const answer = scene.client.request("status", {}, { signal: controller.signal });
        scene.socket.says("status", {}, { request_id: scene.socket.idOf("status") });
        await answer;
        expect(removed).toHaveBeenCalled();
        expect(vi.getTimerCount()).toBe(1); // that of the heartbeat
    });

    it("fails when the connection goes, since its answer can't come any more", async () => {
        const scene = new Scene().opened();
        const answer = failure(scene.client.request("status"));
        scene.socket.ends(1006);
        expect(await answer).toBe("CONNECTION_LOST");
    });

    it("fails when the connection is over for good", async () => {
        const scene = new Scene();
        const answer = failure(scene.client.request("status"));
        scene.client.connect();
        scene.socket.ends(4401);
        expect(await answer).toBe("CLOSED");
    });

    it("that has the id of another that waits is refused", async () => {
        const scene = new Scene().opened();
        const first = scene.client.request("status", {}, { requestId: "twin" });
        expect(await failure(scene.client.request("status", {}, { requestId: "twin" }))).toBe("DUPLICATE_REQUEST");
        scene.socket.says("status", {}, { request_id: "twin" });
        await first;
    });

    it("may have the id of one that has ended", async () => {
        const scene = new Scene().opened();
        const first = failure(scene.client.request("status", {}, { requestId: "again", timeoutMs: 10 }));
        vi.advanceTimersByTime(10);
        expect(await first).toBe("TIMEOUT");
        const second = scene.client.request("status", {}, { requestId: "again" });
        scene.socket.says("status", {}, { request_id: "again" });
        expect((await second).type).toBe("status");
    });

    it("is not answered by what came on a channel, though it bears the same id", async () => {
        const scene = new Scene().opened();
        const answer = scene.client.request("ping");
        const id = scene.socket.idOf("ping");
        scene.socket.says("event", {}, { request_id: id, meta: { channel: "events:*", epoch: "e", offset: 1 } });
        scene.socket.says("pong", { data: 1 }, { request_id: id });
        expect((await answer).type).toBe("pong");
    });

    it("is not answered by what the server says under the connection's id, though it bears the same", async () => {
        const scene = new Scene({ correlationId: "connection" });
        const answer = scene.client.request("status", {}, { requestId: "connection" });
        scene.opened();
        scene.socket.says("error", { error_code: "NOT_PERMITTED", error_message: "no", details: { parameter: "session" } });
        scene.socket.says("ping", { heartbeat_count: 1 });
        scene.socket.says("server.draining", { reason: "restart", close_code: 1012, window_ms: 5_000 });
        scene.socket.says("status", { heartbeat_count: 3 });
        expect((await answer).payload.heartbeat_count).toBe(3);
        expect(scene.errors.map(({ code }) => code)).toEqual(["NOT_PERMITTED"]);
    });

    it("that was not sent is not answered by an error before the greeting", async () => {
        const scene = new Scene();
        const answer = failure(scene.client.request("status", {}, { requestId: "connection" }));
        scene.client.connect();
        scene.socket.says("error", { error_code: "INVALID_ROLE", error_message: "no", details: {} });
        expect(scene.errors.map(({ code }) => code)).toEqual(["INVALID_ROLE"]);
        scene.client.close();
        expect(await answer).toBe("CLOSED");
    });

    it.each<[string, () => [string, object, object]]>([
        ["a type that is empty", () => ["", {}, {}]],
        ["a payload that is an array", () => ["x", [], {}]],
        ["an id with a line break", () => ["x", {}, { requestId: "a\nb" }]],
        ["a trace id that is none", () => ["x", {}, { trace: { trace_id: "x" } }]],
    ])("with %s is refused, and nothing is sent", async (_, message) => {
        const scene = new Scene().opened();
        expect(await failure(scene.client.request(...message()))).toBe("INVALID_ENVELOPE");
        expect(scene.socket.sent).toEqual([]);
    });

    it("that can't be JSON fails as JSON does", async () => {
        const scene = new Scene().opened();
        await expect(scene.client.request("x", { n: 1n })).rejects.toThrow(TypeError);
    });
});

describe("a request whose answer is optional", () => {
    const optional = { answer: "optional", timeoutMs: 500 } as const;

    it("resolves with nothing when its time is over", async () => {
        const scene = new Scene().opened();
        const answer = scene.client.request("order.log", {}, optional);
        vi.advanceTimersByTime(500);
        expect(await answer).toBeUndefined();
        expect(vi.getTimerCount()).toBe(1); // that of the heartbeat
    });

    it("resolves with the answer that comes", async () => {
        const scene = new Scene().opened();
        const answer = scene.client.request("order.log", {}, optional);
        scene.socket.says("order.log.result", { n: 1 }, { request_id: scene.socket.idOf("order.log") });
        expect((await answer)?.payload.n).toBe(1);
    });

    it("fails with an error that comes", async () => {
        const scene = new Scene().opened();
        const answer = failure(scene.client.request("order.log", {}, optional));
        scene.socket.says("error", { error_code: "UPSTREAM_REFUSED" }, { request_id: scene.socket.idOf("order.log") });
        expect(await answer).toBe("UPSTREAM_REFUSED");
    });

    it("fails where it was never sent", async () => {
        const scene = new Scene();
        const answer = failure(scene.client.request("order.log", {}, optional));
        vi.advanceTimersByTime(500);
        expect(await answer).toBe("TIMEOUT");
        expect(scene.opened().socket.types).toEqual([]);
    });

    it("fails with the connection", async () => {
        const scene = new Scene().opened();
        const answer = failure(scene.client.request("order.log", {}, optional));
        scene.socket.ends(1006);
        expect(await answer).toBe("CONNECTION_LOST");
    });
});
