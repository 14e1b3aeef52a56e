import { describe, expect, it, vi } from "vitest";
import { Scene, failure } from "./scene.ts";
import { at } from "./scripted-socket.ts";

/** A client that is in `news`, of which it has got two messages. */
function reader(): Scene {
    const scene = new Scene().opened({ positions: [at("news", 0)] });
    scene.socket.publishes("news", 1);
    scene.socket.publishes("news", 2);
    return scene;
}

/** The server says that a publication is at an offset. */
function published(scene: Scene, offset: number, id = scene.socket.idOf("publish")): void {
    scene.socket.says("published", at("news", offset), { request_id: id });
}

describe("a publication", () => {
    it("resolves with its place", async () => {
        const scene = new Scene().opened();
        const place = scene.client.publish("news", "headline", { text: "x" });
        expect(scene.socket.sent[0]).toMatchObject({
            type: "publish", payload: { channel: "news", type: "headline", payload: { text: "x" }, echo: true },
        });
        published(scene, 7);
        expect(await place).toEqual({ channel: "news", epoch: "e", offset: 7 });
    });

    it("may have no payload, an id and a trace of its own", async () => {
        const scene = new Scene().opened();
        const trace = { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span: "00f067aa0ba902b7" };
        const place = scene.client.publish("news", "headline", undefined, { requestId: "mine", trace });
        expect(scene.socket.sent[0]).toMatchObject({ request_id: "mine", trace, payload: { payload: {} } });
        published(scene, 1, "mine");
        expect((await place).offset).toBe(1);
    });

    it("fails with what the server says", async () => {
        const scene = new Scene().opened();
        const place = scene.client.publish("news", "headline");
        scene.socket.says("error", { error_code: "NOT_PERMITTED", error_message: "no", details: { retryable: false } },
            { request_id: scene.socket.idOf("publish") });
        await expect(place).rejects.toMatchObject({ code: "NOT_PERMITTED", retryable: false });
    });

    it.each<[string, string, object]>([
        ["echoes it, since no client may publish", "echo", { message_type: "publish" }],
        ["gives no place", "published", { channel: "news" }],
    ])("fails where the server %s", async (_, type, payload) => {
        const scene = new Scene().opened();
        const place = failure(scene.client.publish("news", "headline"));
        scene.socket.says(type, { ...payload }, { request_id: scene.socket.idOf("publish") });
        expect(await place).toBe("NOT_PUBLISHED");
    });

    it("fails with the connection, with the client, and when its time is over", async () => {
        const scene = new Scene().opened();
        const late = failure(scene.client.publish("news", "headline", {}, { timeoutMs: 10 }));
        vi.advanceTimersByTime(10);
        expect(await late).toBe("TIMEOUT");
        const lost = failure(scene.client.publish("news", "headline"));
        scene.socket.ends(1006);
        expect(await lost).toBe("CONNECTION_LOST");
        const closed = failure(scene.client.publish("news", "headline"));
        scene.client.close();
        expect(await closed).toBe("CLOSED");
        expect(await failure(scene.client.publish("news", "headline"))).toBe("CLOSED");
    });
});

describe("a publication that its sender receives", () => {
    it("comes after the word of its place", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline");
        published(scene, 3);
        scene.socket.publishes("news", 3);
        expect((await place).offset).toBe(3);
        expect(scene.fromChannels).toEqual(["news:1", "news:2", "news:3"]);
    });
});

describe("a publication that its sender does not receive", () => {
    it("says so, and is no gap", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        expect(scene.socket.sent[0]?.payload.echo).toBe(false);
        published(scene, 3);
        scene.socket.publishes("news", 4);
        expect((await place).offset).toBe(3);
        expect(scene.fromChannels).toEqual(["news:1", "news:2", "news:4"]);
        expect(scene.gaps).toEqual([]);
    });

    it("hides no gap before it", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 5);
        await place;
        expect(scene.gaps).toEqual([
            { channel: "news", from: { epoch: "e", offset: 2 }, to: { epoch: "e", offset: 4 }, missed: 2 },
        ]);
        scene.socket.publishes("news", 6);
        expect(scene.gaps).toHaveLength(1);
    });

    it("hides no gap behind it", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 3);
        await place;
        scene.socket.publishes("news", 5);
        expect(scene.gaps.map(({ from, missed }) => [from?.offset, missed])).toEqual([[3, 1]]);
    });

    it("is seen where its place came before", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 2);
        expect((await place).offset).toBe(2);
        scene.socket.publishes("news", 3);
        expect(scene.fromChannels).toEqual(["news:1", "news:2", "news:3"]);
        expect(scene.gaps).toEqual([]);
    });

    it("is no place of a channel that the client is not in", async () => {
        const scene = new Scene().opened();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 3);
        await place;
        scene.socket.ends(1006);
        expect(scene.comesBack().positions).toEqual([]);
    });

    it("is one whose answer came in time", async () => {
        const scene = reader();
        const place = failure(scene.client.publish("news", "headline", {}, { echo: false, timeoutMs: 500 }));
        vi.advanceTimersByTime(500);
        expect(await place).toBe("TIMEOUT");
        published(scene, 3);
        scene.socket.publishes("news", 4);
        expect(scene.gaps.map(({ missed }) => missed)).toEqual([1]);
    });

    it("is the position that the client resumes from", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 3);
        await place;
        scene.socket.ends(1006);
        expect(scene.comesBack().positions).toEqual(["news@e:3"]);
    });
});
