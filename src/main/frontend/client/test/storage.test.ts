import { describe, expect, it, vi } from "vitest";
import type { ClientOptions } from "../wirescope-client.ts";
import { Scene, failure } from "./scene.ts";
import { at } from "./scripted-socket.ts";

class Kept {
    readonly entries = new Map<string, string>();
    writes = 0;

    getItem(key: string): string | null {
        return this.entries.get(key) ?? null;
    }

    setItem(key: string, value: string): void {
        this.writes++;
        this.entries.set(key, value);
    }
}

describe("a session in storage", () => {
    it("outlives the client", () => {
        const storage = new Kept();
        const before = new Scene({ storage, channels: ["prices"] }).opened({ token: "kept", positions: [at("broadcast", 1)] });
        before.socket.says("subscribed", { channels: [at("prices", 5)] });
        before.socket.publishes("broadcast", 2);
        before.client.close();
        const after = new Scene({ storage });
        after.client.connect();
        expect(after.socket.url.searchParams.get("session")).toBe("kept");
        expect(after.socket.positions).toEqual(["broadcast@e:2", "prices@e:5"]);
        after.socket.hello({ resumed: false, gaps: ["prices"], positions: [at("broadcast", 2)] });
        expect(after.socket.sent.map(({ payload }) => payload)).toEqual([{ channels: ["prices"] }]);
    });

    /** What a page does that is reloaded: it says nothing more. */
    function reload(storage: Kept, options: Partial<ClientOptions> = {}): Scene {
        const scene = new Scene({ storage, ...options });
        scene.client.connect();
        return scene;
    }

    it("does not undo an unsubscribe", () => {
        const storage = new Kept();
        const before = new Scene({ storage }).opened();
        void before.client.subscribe(["prices"]);
        before.socket.says("subscribed", { channels: [at("prices", 3)] }, { request_id: before.socket.idOf("subscribe") });
        before.socket.publishes("prices", 4);
        vi.advanceTimersByTime(1_000);
        void before.client.unsubscribe(["prices"]);
        before.socket.says("unsubscribed", { channels: ["prices"] }, { request_id: before.socket.idOf("unsubscribe") });
        const after = reload(storage);
        expect(after.socket.positions).toEqual([]);
        after.socket.hello({ resumed: true });
        expect(after.socket.types).toEqual([]);
        expect(after.gaps).toEqual([]);
    });

    it("does not undo an unsubscribe that the server has not heard of", () => {
        const storage = new Kept();
        const before = new Scene({ storage, channels: ["prices"] }).opened({ positions: [at("prices", 3)] });
        before.socket.ends(1006);
        void before.client.unsubscribe(["prices"]);
        const after = reload(storage);
        expect(after.socket.positions).toEqual([]);
        after.socket.hello({ resumed: true, positions: [at("prices", 3)] });
        expect(after.socket.sent.map(({ type, payload }) => [type, payload])).toEqual([["unsubscribe", { channels: ["prices"] }]]);
        after.socket.says("unsubscribed", { channels: ["prices"] }, { request_id: after.socket.idOf("unsubscribe") });
        expect(reload(storage).socket.hello().types).toEqual([]);
    });

    it("keeps a subscribe that brought no message yet", () => {
        const storage = new Kept();
        const before = new Scene({ storage }).opened();
        void before.client.subscribe(["prices"]);
        before.socket.says("subscribed", { channels: [at("prices", 3)] }, { request_id: before.socket.idOf("subscribe") });
        const after = reload(storage);
        after.socket.hello({ resumed: false, positions: [] });
        expect(after.socket.sent.map(({ payload }) => payload)).toEqual([{ channels: ["prices"] }]);
    });

    it("keeps a subscribe that the server has not answered, and one before any connection", () => {
        const storage = new Kept();
        const first = new Scene({ storage });
        void first.client.subscribe(["weather"]);
        const second = reload(storage);
        second.socket.hello();
        expect(second.socket.sent.map(({ payload }) => payload)).toEqual([{ channels: ["weather"] }]);
        void second.client.subscribe(["prices"]);
        const third = reload(storage);
        third.socket.hello();
        expect(third.socket.sent.map(({ payload }) => payload)).toEqual([{ channels: ["weather"] }, { channels: ["prices"] }]);
    });

    it("does not keep a subscribe that was refused", async () => {
        const storage = new Kept();
        const before = new Scene({ storage }).opened();
        const joined = failure(before.client.subscribe(["nonsense"]));
        before.socket.says("error", { error_code: "UNKNOWN_CHANNEL", error_message: "no", details: {} },
            { request_id: before.socket.idOf("subscribe") });
        expect(await joined).toBe("UNKNOWN_CHANNEL");
        expect(reload(storage).socket.hello().types).toEqual([]);
    });

    it("gives way to the channels of the options", () => {
        const storage = new Kept();
        void new Scene({ storage }).client.unsubscribe(["prices"]);
        const after = reload(storage, { channels: ["prices"] });
        expect(after.socket.hello().sent.map(({ type, payload }) => [type, payload])).toEqual(
            [["subscribe", { channels: ["prices"] }]]);
    });

    it("is another for another client", () => {
        const storage = new Kept();
        new Scene({ storage }).opened();
        const other = new Scene({ storage, clientId: "bob" });
        other.client.connect();
        expect(other.socket.url.searchParams.has("session")).toBe(false);
    });

    it("is written once a second at most, however much comes", () => {
        const storage = new Kept();
        const scene = new Scene({ storage }).opened({ positions: [at("broadcast", 0)] });
        const before = storage.writes;
        for (let offset = 1; offset <= 100; offset++) {
            scene.socket.publishes("broadcast", offset);
            vi.advanceTimersByTime(20);
        }
        expect(storage.writes - before).toBeGreaterThanOrEqual(1);
        expect(storage.writes - before).toBeLessThanOrEqual(2);
        expect([...storage.entries.values()][0]).toMatch(/"offset":(49|50|51|9\d|100)/);
    });

    it.each(['{"channels":["a",1],"left":["b",{}]}', '{"left":7}', '{"left":["a"],"channels":"a"}'])(
        "that has no token and is %s does no harm", (text) => {
            const scene = reload(Object.assign(new Kept(), { getItem: () => text }));
            expect(scene.socket.hello().types).toEqual(text.includes('["a",1]') ? ["subscribe"] : []);
        });

    it.each(["", "{", "null", "7", "[]", '{"token":7}', '{"token":"t","positions":7,"channels":{"a":1}}',
        '{"token":"t","positions":[null,{"channel":1}],"channels":[1,null]}'])("that is %s does no harm", (text) => {
        const storage = { getItem: () => text, setItem: () => undefined };
        const scene = new Scene({ storage });
        scene.opened();
        expect(scene.client.state).toBe("open");
        expect(scene.sockets[0]?.positions).toEqual([]);
        expect(scene.sockets[0]?.url.searchParams.get("session")).toBe(text.includes('"t"') ? "t" : null);
        expect(scene.socket.types).toEqual([]);
    });

    it("that can't be read or written is done without, and told of once", () => {
        const refuse = (): never => {
            throw new Error("quota");
        };
        const scene = new Scene({ storage: { getItem: refuse, setItem: refuse } }).opened();
        scene.socket.ends(1006);
        scene.comesBack().hello();
        expect(scene.errors).toMatchObject([{ code: "STORAGE_FAILED", cause: { message: "quota" } }]);
        expect(scene.client.state).toBe("open");
    });
});
