import { describe, expect, it, vi } from "vitest";
import { Scene, failure } from "./scene.ts";

describe("what is sent without a connection", () => {
    it("waits, and goes out in order when there is one", () => {
        const scene = new Scene();
        scene.client.send("one");
        scene.client.connect();
        scene.client.send("two");
        scene.socket.hello();
        expect(scene.socket.types).toEqual(["one", "two"]);
        scene.socket.ends(1006);
        scene.client.send("three");
        expect(scene.comesBack().hello().types).toEqual(["three"]);
    });

    it("goes out before what a listener of open sends, and after the channels are joined", () => {
        const scene = new Scene({ channels: ["prices"] });
        scene.client.on("open", () => scene.client.send("later"));
        scene.client.send("earlier");
        scene.opened();
        expect(scene.socket.types).toEqual(["subscribe", "earlier", "later"]);
    });

    it("is what it was when it was sent", () => {
        const scene = new Scene();
        const payload = { n: 1 };
        scene.client.send("x", payload);
        payload.n = 2;
        expect(scene.opened().socket.sent[0]?.payload).toEqual({ n: 1 });
    });

    it("is bounded: what is too much is refused, and what waits stays", async () => {
        const scene = new Scene({ bufferLimit: 2 });
        scene.client.send("one");
        scene.client.send("two");
        expect(() => scene.client.send("three")).toThrow(expect.objectContaining({ code: "BUFFER_FULL" }) as Error);
        expect(await failure(scene.client.request("four"))).toBe("BUFFER_FULL");
        expect(vi.getTimerCount()).toBe(0);
        expect(scene.opened().socket.types).toEqual(["one", "two"]);
    });

    it("may be 256 messages unless told otherwise", () => {
        const scene = new Scene();
        for (let i = 0; i < 256; i++) {
            scene.client.send("x");
        }
        expect(() => scene.client.send("x")).toThrow(/Too many/);
        expect(scene.opened().socket.texts).toHaveLength(256);
    });

    it("is not sent when its request has ended before", async () => {
        const scene = new Scene();
        const late = failure(scene.client.request("late", {}, { timeoutMs: 100 }));
        const controller = new AbortController();
        const aborted = scene.client.request("aborted", {}, { signal: controller.signal }).catch(() => "aborted");
        scene.client.send("kept");
        vi.advanceTimersByTime(100);
        controller.abort();
        expect([await late, await aborted]).toEqual(["TIMEOUT", "aborted"]);
        expect(scene.opened().socket.types).toEqual(["kept"]);
    });

    it("a request among it gets its answer after the comeback", async () => {
        const scene = new Scene().opened();
        scene.socket.ends(1006);
        const answer = scene.client.request("status");
        scene.comesBack().ends(1006);
        scene.comesBack().hello();
        scene.socket.says("status", {}, { request_id: scene.socket.idOf("status") });
        expect((await answer).type).toBe("status");
    });

    it("is not sent a second time after another loss", () => {
        const scene = new Scene();
        scene.client.send("once");
        expect(scene.opened().socket.types).toEqual(["once"]);
        scene.socket.ends(1006);
        expect(scene.comesBack().hello().types).toEqual([]);
    });

    it("is dropped by close", () => {
        const scene = new Scene();
        scene.client.send("x");
        scene.client.close();
        expect(scene.opened().socket.types).toEqual([]);
    });

    it("waits as well while the socket is about to close", () => {
        const scene = new Scene().opened();
        scene.socket.readyState = 2;
        scene.client.send("x");
        expect(scene.socket.types).toEqual([]);
        scene.socket.ends(1012);
        expect(scene.comesBack().hello().types).toEqual(["x"]);
    });
});

describe("what is sent over a connection", () => {
    it("is refused while the socket holds too much back", () => {
        const scene = new Scene({ socketBufferLimit: 1_000 }).opened();
        scene.socket.bufferedAmount = 1_000;
        scene.client.send("x");
        scene.socket.bufferedAmount = 1_001;
        expect(() => scene.client.send("y"))
            .toThrow(expect.objectContaining({ code: "BUFFER_FULL", retryable: true }) as Error);
        expect(scene.socket.types).toEqual(["x"]);
    });

    it("is refused when it is too large, in bytes", () => {
        const scene = new Scene().opened({}, { limits: { max_message_bytes: 1_000 } });
        scene.client.send("x", { text: "a".repeat(800) });
        expect(() => scene.client.send("x", { text: "ü".repeat(500) }))
            .toThrow(expect.objectContaining({ code: "MESSAGE_TOO_LARGE" }) as Error);
        expect(scene.socket.texts).toHaveLength(1);
        expect(scene.client.state).toBe("open");
    });

    it("that was too large already when it waited is told of, and the rest goes out", async () => {
        const scene = new Scene();
        const request = failure(scene.client.request("failed", { text: "a".repeat(1_000) }));
        scene.client.send("kept");
        scene.opened({}, { limits: { max_message_bytes: 1_000 } });
        expect(await request).toBe("MESSAGE_TOO_LARGE");
        expect(scene.errors).toEqual([]); // the request has told it
        scene.socket.ends(1006);
        scene.comesBack().hello({}, { limits: { max_message_bytes: 2_000 } });
        scene.client.send("lost", { text: "a".repeat(1_000) });
        scene.socket.ends(1006);
        scene.client.send("dropped", { text: "a".repeat(1_000) });
        scene.comesBack().hello({}, { limits: { max_message_bytes: 1_000 } });
        expect(scene.sockets.map(({ types }) => types)).toEqual([["kept"], ["lost"], []]);
        expect(scene.errors.map(({ code }) => code)).toEqual(["MESSAGE_TOO_LARGE"]);
    });

    it.each([null, {}, { max_message_bytes: null }, { max_message_bytes: 0 }])("has no limit where the server says %j", (limits) => {
        const scene = new Scene().opened({}, { limits });
        scene.client.send("x", { text: "a".repeat(100_000) });
        expect(scene.socket.texts).toHaveLength(1);
    });
});
