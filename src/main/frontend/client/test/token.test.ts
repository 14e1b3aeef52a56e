import { describe, expect, it, vi } from "vitest";
import { WirescopeClient, WirescopeError } from "../wirescope-client.ts";
import { Scene } from "./scene.ts";
import { ScriptedSocket } from "./scripted-socket.ts";

/** A JWT, as far as a client looks into it. */
function jwt(claims: object): string {
    return ["{}", JSON.stringify(claims), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

const PAST = jwt({ exp: 1 });

/** Lets what was promised happen. */
async function settled(): Promise<void> {
    await vi.advanceTimersByTimeAsync(0);
}

/** A client that asks a function for its tokens, which gives one after the other, and the last for ever. */
function asking(...tokens: string[]): { scene: Scene; token: ReturnType<typeof vi.fn> } {
    const token = vi.fn(() => Promise.resolve(tokens.length > 1 ? tokens.shift() : tokens[0]));
    return { scene: new Scene({ token }), token };
}

async function opened(scene: Scene): Promise<ScriptedSocket> {
    scene.client.connect();
    await settled();
    scene.socket.hello();
    return scene.socket;
}

describe("a token", () => {
    it("goes into the subprotocols, and never into the address", () => {
        const scene = new Scene({ token: "a.b.c" }).opened();
        expect(scene.socket.protocols).toEqual(["wirescope.v1", "wirescope.bearer.a.b.c"]);
        expect(scene.socket.url.href).not.toContain("a.b.c");
    });

    it("is not asked for: nothing is offered", () => {
        expect(new Scene().opened().socket.protocols).toBeUndefined();
    });

    it("that is none is refused at once, and is not in the message", () => {
        const make = (): WirescopeClient => new WirescopeClient("ws://server.test/", {
            clientId: "alice", token: "se cret", webSocket: ScriptedSocket });
        expect(make).toThrow(expect.objectContaining({ code: "TOKEN_FAILED", message: expect.not.stringContaining("se cret") as string }));
    });

    it("of a function is asked for at each connect", async () => {
        const { scene } = asking("t1", "t2");
        await opened(scene);
        expect(scene.states).toEqual(["connecting", "open"]);
        expect(scene.socket.protocols).toContain("wirescope.bearer.t1");
        scene.socket.ends(1012);
        await vi.advanceTimersByTimeAsync(60_000);
        expect(scene.socket.protocols).toContain("wirescope.bearer.t2");
    });

    it("that does not come in time is waited for no longer", async () => {
        const scene = new Scene({ token: () => new Promise<string>(() => undefined), connectTimeoutMs: 3_000 });
        scene.client.connect();
        await vi.advanceTimersByTimeAsync(4_000);
        expect(scene.closes[0]?.code).toBe(4408);
        expect(scene.closes[0]?.retryInMs).toBeDefined();
        expect(scene.sockets).toHaveLength(0);
    });

    it("that comes after the client was closed opens nothing", async () => {
        let give: (token: string) => void = () => undefined;
        const scene = new Scene({ token: () => new Promise<string>((resolve) => (give = resolve)) });
        scene.client.connect();
        scene.client.close();
        give("late");
        await settled();
        expect(scene.sockets).toHaveLength(0);
        expect(scene.client.state).toBe("closed");
    });

    it("whose function fails is an error, and asked for again", async () => {
        const token = vi.fn().mockRejectedValueOnce(new Error("issuer away")).mockResolvedValue("t1");
        const scene = new Scene({ token });
        scene.client.connect();
        await settled();
        expect(scene.errors.map(({ code }) => code)).toEqual(["TOKEN_FAILED"]);
        await vi.advanceTimersByTimeAsync(60_000);
        expect(scene.socket.protocols).toContain("wirescope.bearer.t1");
    });
});

describe("before the token ends", () => {
    it("a new one is sent, without a reconnect", async () => {
        const { scene } = asking("t1", "t2");
        const socket = await opened(scene);
        socket.says("auth.expiring", { expires_at: "2030-01-01T00:00:00Z" });
        await settled();
        expect(socket.sent.at(-1)).toMatchObject({ type: "auth.refresh", payload: { token: "t2" } });
        socket.says("auth.refreshed", { subject: "alice" }, { request_id: socket.idOf("auth.refresh") });
        await settled();
        expect(scene.errors).toEqual([]);
        expect(scene.sockets).toHaveLength(1);
    });

    it("the same one is not sent again", async () => {
        const { scene } = asking("t1");
        const socket = await opened(scene);
        socket.says("auth.expiring", { expires_at: "2030-01-01T00:00:00Z" });
        await settled();
        expect(socket.types).not.toContain("auth.refresh");
    });

    it("a refusal is an error, and the connection goes on", async () => {
        const { scene } = asking("t1", "t2", "t3");
        const socket = await opened(scene);
        socket.says("auth.expiring");
        await settled();
        socket.says("error", { error_code: "NOT_PERMITTED", error_message: "another subject" },
            { request_id: socket.idOf("auth.refresh") });
        await settled();
        expect(scene.errors.map(({ code }) => code)).toEqual(["NOT_PERMITTED"]);
        expect(scene.client.state).toBe("open");
    });

    it("a static one is left as it is", async () => {
        const scene = new Scene({ token: "t1" }).opened();
        scene.socket.says("auth.expiring");
        await settled();
        expect(scene.socket.types).toEqual([]);
    });
});

describe("after the token has ended", () => {
    it("a static one stops the client with a typed error", async () => {
        const scene = new Scene({ token: "t1" }).opened();
        scene.socket.ends(4407, "token expired");
        expect(scene.errors.at(-1)).toBeInstanceOf(WirescopeError);
        expect(scene.errors.at(-1)?.code).toBe("TOKEN_EXPIRED");
        expect(scene.closes).toEqual([{ code: 4407, reason: "token expired" }]);
        expect(scene.client.state).toBe("closed");
        await vi.advanceTimersByTimeAsync(600_000);
        expect(scene.sockets).toHaveLength(1);
    });

    it("a function that has another one reconnects with it", async () => {
        const { scene, token } = asking("t1", "t2");
        (await opened(scene)).ends(4407);
        await vi.advanceTimersByTimeAsync(1_000);
        expect(scene.socket.protocols).toContain("wirescope.bearer.t2");
        expect(token).toHaveBeenCalledTimes(2);
    });

    it("a function is asked once, and the same token again stops the client", async () => {
        const { scene, token } = asking("t1");
        (await opened(scene)).ends(4407);
        await vi.advanceTimersByTimeAsync(600_000);
        expect(token).toHaveBeenCalledTimes(2);
        expect(scene.sockets).toHaveLength(1);
        expect(scene.errors.at(-1)?.code).toBe("TOKEN_EXPIRED");
        expect(scene.client.state).toBe("closed");
    });

    it.each(["INVALID_TOKEN", "TOKEN_EXPIRED"])("a handshake refused with %s is treated alike", async (code) => {
        const { scene } = asking("t1", "t2");
        scene.client.connect();
        await settled();
        scene.socket.says("error", { error_code: code });
        scene.socket.ends(4403);
        await vi.advanceTimersByTimeAsync(60_000);
        expect(scene.socket.protocols).toContain("wirescope.bearer.t2");
    });

    it("a handshake that is not permitted stops the client, with a good token too", async () => {
        const { scene } = asking("t1", "t2");
        scene.client.connect();
        await settled();
        scene.socket.says("error", { error_code: "NOT_PERMITTED" });
        scene.socket.ends(4403);
        await vi.advanceTimersByTimeAsync(60_000);
        expect(scene.sockets).toHaveLength(1);
    });

    it("a handshake refused with a status is known by the token's own end", () => {
        const scene = new Scene({ token: PAST });
        scene.client.connect();
        scene.socket.ends(1006);
        expect(scene.errors.at(-1)?.code).toBe("TOKEN_EXPIRED");
        expect(scene.client.state).toBe("closed");
    });

    it.each([jwt({ exp: 4e9 }), jwt({}), "opaque"])("a lost handshake is retried while the token %s may be good", (token) => {
        const scene = new Scene({ token });
        scene.client.connect();
        scene.socket.ends(1006);
        expect(scene.client.state).toBe("waiting");
    });

    it("a client without a token comes back, since its cookie may be a new one", () => {
        const scene = new Scene().opened();
        scene.socket.ends(4407);
        expect(scene.client.state).toBe("waiting");
    });
});
