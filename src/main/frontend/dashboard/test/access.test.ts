import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Access, loginAddress } from "../data/access.ts";

interface Sent {
    method: string;
    path: string;
    authorization: string | null;
}

const CALLER = { mode: "token", subject: "alice", credential: "session", roles: ["observer"], expires_at: null };

let sent: Sent[] = [];
/** What the server answers to a method and path: a status, and `data` or an error. */
let answers: Record<string, [number, unknown]> = {};

beforeEach(() => {
    sent = [];
    vi.stubGlobal("document", { baseURI: "http://gateway.test/" });
    vi.stubGlobal("fetch", (address: URL, options: RequestInit = {}) => {
        const method = options.method ?? "GET";
        sent.push({ method, path: address.pathname, authorization: new Headers(options.headers).get("Authorization") });
        const [status, body] = answers[`${method} ${address.pathname}`] ?? [404, {}];
        const whole = address.pathname.startsWith("/api/")
            ? status < 300 ? { success: true, data: body } : { success: false, error: { message: String(body) } }
            : body;
        return Promise.resolve(new Response(JSON.stringify(whole), { status }));
    });
});

afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
});

async function started(query = ""): Promise<Access> {
    const access = new Access();
    await access.start(query);
    return access;
}

describe("where nobody is asked", () => {
    it.each([[{ mode: "local", login: false }], [{ mode: "open", login: false }], ["nonsense"]])("%j: everything is there", async (options) => {
        answers = { "GET /login/options": [200, options] };
        const access = await started();
        expect(access.mustLogIn).toBe(false);
        expect(access.may("operator")).toBe(true);
        expect(access.clientId("dashboard-1")).toBe("dashboard-1");
        expect(sent.map(({ path }) => path)).toEqual(["/login/options"]);
    });

    it("a server that does not know the question", async () => {
        answers = {};
        expect((await started()).mustLogIn).toBe(false);
    });
});

describe("where a login is needed", () => {
    beforeEach(() => {
        answers = { "GET /login/options": [200, { mode: "token", login: true }], "GET /api/v2/session": [401, "A credential is required"] };
    });

    it("nothing is there before it", async () => {
        const access = await started();
        expect(access.mustLogIn).toBe(true);
        expect(access.hasIssuer).toBe(true);
        expect(access.problem).toBeNull();
        expect(access.may("observer")).toBe(false);
    });

    it("says why one at the issuer came to nothing, in our own words only", async () => {
        expect((await started("?login=refused")).problem).toBe("The issuer did not let you in.");
        expect((await started("?login=<b>")).problem).toBe("The login came to nothing.");
        expect((await started("?login=constructor")).problem).toBe("The login came to nothing.");
    });

    it("a token becomes a session, and goes into the header only", async () => {
        const access = await started();
        answers["POST /api/v2/session"] = [201, CALLER];
        await access.logIn(" t0ken ");
        expect(sent.at(-1)).toEqual({ method: "POST", path: "/api/v2/session", authorization: "Bearer t0ken" });
        expect(access.mustLogIn).toBe(false);
        expect(access.may("observer")).toBe(true);
        expect(access.may("operator")).toBe(false);
        expect(access.clientId("dashboard-1")).toBe("alice:dashboard-1");
        expect(JSON.stringify(access)).not.toContain("t0ken");
    });

    it("a bad token says why, and may be tried again", async () => {
        const access = await started();
        answers["POST /api/v2/session"] = [401, "The token has expired"];
        await access.logIn("old");
        expect(access.mustLogIn).toBe(true);
        expect(access.problem).toBe("The token has expired");
    });
});

describe("somebody who is logged in", () => {
    beforeEach(() => {
        answers = {
            "GET /login/options": [200, { mode: "token", login: false }],
            "GET /api/v2/session": [200, CALLER],
            "DELETE /api/v2/session": [200, CALLER],
        };
    });

    it("is known after a reload", async () => {
        const access = await started();
        expect(access.mustLogIn).toBe(false);
        expect(access.caller?.subject).toBe("alice");
    });

    it("logs out", async () => {
        const access = await started();
        await access.logOut();
        expect(sent.at(-1)?.method).toBe("DELETE");
        expect(access.mustLogIn).toBe(true);
        expect(access.caller).toBeNull();
    });

    it("is asked again when the session has ended", async () => {
        vi.useFakeTimers();
        answers["GET /api/v2/session"] = [200, { ...CALLER, expires_at: new Date(Date.now() + 60_000).toISOString() }];
        const access = await started();
        answers["GET /api/v2/session"] = [401, "The session has ended"];
        await vi.advanceTimersByTimeAsync(62_000);
        expect(access.mustLogIn).toBe(true);
    });
});

it("the login comes back to where the page is", () => {
    expect(loginAddress("#/live?q=a&b")).toBe("http://gateway.test/login/start?return=%2F%23%2Flive%3Fq%3Da%26b");
});
