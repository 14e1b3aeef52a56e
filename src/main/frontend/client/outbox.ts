import { failure, type WirescopeError } from "./errors.ts";
import type { ClientOptions, Socket } from "./options.ts";

/** A message as it goes over the wire. */
interface Outgoing {
    readonly id: string;
    readonly text: string;
}

/** Sends messages over the socket, or queues them while there is none that accepts them. */
export class Outbox {
    readonly #options: ClientOptions;
    readonly #socket: () => Socket | undefined;
    readonly #sending: () => void;
    #waiting: Outgoing[] = [];
    #maxMessageBytes = Infinity;

    /**
     * @param socket gives the one to send over, where there is one
     * @param sending is called for each message that goes out
     */
    constructor(options: ClientOptions, socket: () => Socket | undefined, sending: () => void) {
        this.#options = options;
        this.#socket = socket;
        this.#sending = sending;
    }

    /**
     * Sends a message, or keeps it.
     *
     * @throws {WirescopeError} `BUFFER_FULL`, `MESSAGE_TOO_LARGE`
     */
    post(message: Outgoing): void {
        this.#requireFits(message.text);
        const socket = this.#socket();
        if (socket === undefined && this.#waiting.length >= (this.#options.bufferLimit ?? 256)) {
            throw failure("BUFFER_FULL", "Too many messages are waiting for a connection");
        }
        if ((socket?.bufferedAmount ?? 0) > (this.#options.socketBufferLimit ?? 1_048_576)) {
            throw failure("BUFFER_FULL", "The send buffer is full: the server reads too slowly");
        }
        this.#deliver(message);
    }

    #requireFits(text: string): void {
        // A UTF-16 unit is three bytes of UTF-8 at most.
        if (text.length * 3 > this.#maxMessageBytes && new TextEncoder().encode(text).length > this.#maxMessageBytes) {
            throw failure("MESSAGE_TOO_LARGE", `The server accepts at most ${String(this.#maxMessageBytes)} bytes`);
        }
    }

    #deliver(message: Outgoing): void {
        const socket = this.#socket();
        if (socket === undefined) {
            this.#waiting.push(message);
        } else {
            this.#sending();
            socket.send(message.text);
        }
    }

    /** Applies the limit of message size, and sends what is queued. {@return those that are too large} */
    flush(maxMessageBytes: number): { id: string; error: WirescopeError }[] {
        this.#maxMessageBytes = maxMessageBytes;
        const waiting = this.#waiting;
        const refused: { id: string; error: WirescopeError }[] = [];
        this.#waiting = [];
        for (const message of waiting) {
            try {
                this.#requireFits(message.text);
                this.#deliver(message);
            } catch (error) {
                refused.push({ id: message.id, error: error as WirescopeError });
            }
        }
        return refused;
    }

    /** Whether a message waits. */
    has(id: string): boolean {
        return this.#waiting.some((message) => message.id === id);
    }

    /** Forgets a message, if it waits. {@return whether it did} */
    drop(id: string): boolean {
        const before = this.#waiting.length;
        this.#waiting = this.#waiting.filter((message) => message.id !== id);
        return this.#waiting.length < before;
    }

    /** Forgets all that waits. */
    clear(): void {
        this.#waiting = [];
    }
}
