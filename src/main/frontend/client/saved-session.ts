import type { SavedChannels } from "./channels.ts";
import { isObject } from "./envelope.ts";
import type { SessionKeeper } from "./options.ts";

const SAVE_AFTER_MS = 1_000;

/** What is kept of a session. */
export interface Saved extends SavedChannels {
    token?: unknown;
}

/** A client's session in a storage, where there is one. */
export class SavedSession {
    readonly #key: string;
    readonly #current: () => Saved;
    readonly #failed: (cause: unknown) => void;
    #storage: SessionKeeper | undefined;
    #timer: ReturnType<typeof setTimeout> | undefined;

    /**
     * @param current says what is to be kept
     * @param failed is called once, when the storage refuses it; it is not used from then on
     */
    constructor(storage: SessionKeeper | undefined, key: string, current: () => Saved, failed: (cause: unknown) => void) {
        this.#storage = storage;
        this.#key = key;
        this.#current = current;
        this.#failed = failed;
    }

    /** Reads what was kept; nothing where it makes no sense. */
    restore(): Saved {
        try {
            const saved: unknown = JSON.parse(this.#storage?.getItem(this.#key) ?? "");
            return isObject(saved) ? saved : {};
        } catch {
            return {};
        }
    }

    /** Writes within a second. */
    saveSoon(): void {
        if (this.#storage !== undefined) {
            this.#timer ??= setTimeout(() => {
                this.save();
            }, SAVE_AFTER_MS);
        }
    }

    /** Writes. */
    save(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        try {
            this.#storage?.setItem(this.#key, JSON.stringify(this.#current()));
        } catch (cause) {
            this.#storage = undefined;
            this.#failed(cause);
        }
    }
}
