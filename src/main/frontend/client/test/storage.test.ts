import { describe, expect, it, vi } from "vitest";
import { Scene } from "./scene.ts";
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
