import { describe, expect, it, vi } from "vitest";
import type { WirescopeError } from "../wirescope-client.ts";
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

describe("a publication that does not come back", () => {
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

    it("is no gap where its place is known before messages that precede it", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 4);
        scene.socket.publishes("news", 3);
        scene.socket.publishes("news", 5);
        await place;
        expect(scene.gaps).toEqual([]);
        scene.socket.publishes("news", 4); // it was passed over: it can't come any more
        expect(scene.fromChannels).toEqual(["news:1", "news:2", "news:3", "news:5"]);
    });

    it("is no gap where its place is known after messages that follow it", async () => {
        const scene = reader();
        const first = scene.client.publish("news", "headline", {}, { echo: false, requestId: "first" });
        const second = scene.client.publish("news", "headline", {}, { echo: false, requestId: "second" });
        scene.socket.publishes("news", 4);
        scene.socket.publishes("news", 6);
        published(scene, 5, "second");
        published(scene, 3, "first");
        await Promise.all([first, second]);
        scene.socket.publishes("news", 7);
        expect(scene.gaps).toEqual([]);
        expect(scene.fromChannels).toEqual(["news:1", "news:2", "news:4", "news:6", "news:7"]);
    });

    it("hides no gap that has another reason", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        scene.socket.publishes("news", 5);
        expect(scene.gaps).toEqual([]); // not known yet
        published(scene, 4);
        await place;
        expect(scene.gaps).toEqual([
            { channel: "news", from: { epoch: "e", offset: 2 }, to: { epoch: "e", offset: 4 }, missed: 1 },
        ]);
    });

    it("is not counted as missing in a gap that comes after its place is known", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 4);
        await place;
        scene.socket.publishes("news", 6);
        expect(scene.gaps.map(({ missed }) => missed)).toEqual([2]);
    });

    it.each<[string, (scene: Scene) => void]>([
        ["is refused", ({ socket }) => {
            socket.says("error", { error_code: "NOT_PERMITTED" }, { request_id: socket.idOf("publish") });
        }],
        ["gets no answer", () => {
            vi.advanceTimersByTime(500);
        }],
        ["loses its connection", ({ socket }) => {
            socket.ends(1006);
        }],
        ["is at a place in another channel", ({ socket }) => {
            socket.says("published", at("other", 3), { request_id: socket.idOf("publish") });
        }],
        ["is at a place in another epoch", ({ socket }) => {
            socket.says("published", at("news", 3, "f"), { request_id: socket.idOf("publish") });
        }],
    ])("leaves the gap where it %s", async (_, ends) => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false, timeoutMs: 500 })
            .catch((error: unknown) => (error as WirescopeError).code);
        scene.socket.publishes("news", 4);
        ends(scene);
        await place;
        expect(scene.gaps.map(({ from, missed }) => [from?.offset, missed])).toEqual([[2, 1]]);
    });

    it("does not delay the gaps of other channels", () => {
        const scene = new Scene().opened({ positions: [at("news", 0), at("other", 0)] });
        void scene.client.publish("news", "headline", {}, { echo: false }).catch(() => undefined);
        scene.socket.publishes("other", 2);
        expect(scene.gaps.map(({ channel }) => channel)).toEqual(["other"]);
        scene.client.close();
    });

    it("is no place of a channel that the client is not in", async () => {
        const scene = new Scene().opened();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 3);
        await place;
        scene.socket.ends(1006);
        expect(scene.comesBack().positions).toEqual([]);
    });

    it("is the place that the client comes back with", async () => {
        const scene = reader();
        const place = scene.client.publish("news", "headline", {}, { echo: false });
        published(scene, 3);
        await place;
        scene.socket.ends(1006);
        expect(scene.comesBack().positions).toEqual(["news@e:3"]);
    });
});
