import { ApiError, call, lost, reason } from "./api.ts";
import { Changes } from "./changes.ts";
import { isObject } from "./json.ts";

/** What a caller may do. */
export type SecurityRole = "client" | "observer" | "publisher" | "operator" | "capture";

/** Whom the server takes this page for. */
export interface Caller {
    mode: "local" | "token" | "open";
    subject: string | null;
    credential: string;
    roles: SecurityRole[];
    /** RFC 3339. */
    expires_at: string | null;
}

/** How one can log in. */
interface Options {
    mode: Caller["mode"];
    /** Whether at an issuer. */
    login: boolean;
}

/** Why a login at the issuer came to nothing: the words that the server puts into the address. */
const PROBLEMS: ReadonlyMap<string, string> = new Map(Object.entries({
    unavailable: "The issuer can't be reached.",
    refused: "The issuer did not let you in.",
    unknown: "The login took too long, or was begun in another window. Please try again.",
    exchange: "The issuer gave no token.",
    token: "The issuer's token is not good for this server; its log says why.",
    full: "There are as many sessions as this server takes.",
}));

/**
 * Who is at this page, and what they may do. Where the server asks nobody (modes local and open), everything; the buttons
 * are only a courtesy, since the server decides.
 */
export class Access extends Changes {
    /** Whether somebody must log in before anything else; null while that is not known yet. */
    mustLogIn: boolean | null = null;
    /** Whether that can be done at an issuer. */
    hasIssuer = false;
    caller: Caller | null = null;
    /** Why the last login came to nothing, or null. */
    problem: string | null = null;

    #timer: ReturnType<typeof setTimeout> | undefined;

    /** Finds out. @param query of the page's address, where a login at the issuer may have left a word */
    async start(query = ""): Promise<void> {
        lost.on(() => {
            this.#lose();
        });
        const word = new URLSearchParams(query).get("login");
        this.problem = word === null ? null : (PROBLEMS.get(word) ?? "The login came to nothing.");
        const options = await readOptions();
        this.hasIssuer = options.login;
        if (options.mode === "token") {
            await this.#look();
        } else {
            this.mustLogIn = false;
            this.changed();
        }
    }

    async #look(): Promise<void> {
        try {
            this.#take(await call<Caller>("session"));
        } catch (failure) {
            if (!(failure instanceof ApiError && failure.status === 401)) {
                this.problem = reason(failure);
            }
            this.mustLogIn = true;
            this.changed();
        }
    }

    #take(caller: Caller): void {
        this.caller = caller;
        this.mustLogIn = false;
        this.problem = null;
        clearTimeout(this.#timer);
        if (caller.expires_at !== null) {
            const left = Date.parse(caller.expires_at) - Date.now();
            this.#timer = setTimeout(() => void this.#look(), Math.min(Math.max(left, 0) + 1_000, 2 ** 31 - 1));
        }
        this.changed();
    }

    #lose(): void {
        if (this.mustLogIn === false && this.caller !== null) {
            clearTimeout(this.#timer);
            this.caller = null;
            this.mustLogIn = true;
            this.changed();
        }
    }

    /** Logs in with a token. It is not kept in this page: the browser gets a cookie that no script reads. */
    async logIn(token: string): Promise<void> {
        try {
            this.#take(await call<Caller>("session", "POST", { Authorization: `Bearer ${token.trim()}` }));
        } catch (failure) {
            this.problem = reason(failure);
            this.changed();
        }
    }

    /** Logs out. */
    async logOut(): Promise<void> {
        try {
            await call("session", "DELETE");
        } catch (failure) {
            this.problem = reason(failure);
        }
        this.#lose();
    }

    /** Whether somebody may do something. */
    may(role: SecurityRole): boolean {
        return this.caller === null ? this.mustLogIn === false : this.caller.roles.includes(role);
    }

    /** A client id that this page may connect under: one below the subject's own. */
    clientId(own: string): string {
        return typeof this.caller?.subject === "string" ? `${this.caller.subject}:${own}` : own;
    }
}

/** The address at which the browser logs in, to come back to where it is. */
export function loginAddress(hash: string): string {
    return new URL(`login/start?return=${encodeURIComponent(`/${hash}`)}`, document.baseURI).href;
}

// A server that does not know the address asks nobody.
async function readOptions(): Promise<Options> {
    try {
        const answer = await fetch(new URL("login/options", document.baseURI), { cache: "no-store" });
        const options: unknown = await answer.json();
        if (answer.ok && isObject(options) && options.mode === "token") {
            return { mode: "token", login: options.login === true };
        }
    } catch {
        // the views say that the server can't be reached
    }
    return { mode: "open", login: false };
}
