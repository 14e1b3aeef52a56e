import type { Backoff } from "./backoff.ts";
import { WirescopeError, type ClientErrorCode } from "./errors.ts";
import { places, type ChannelPosition, type Session } from "./messages.ts";
import { Positions, type Gap } from "./positions.ts";
import type { RequestOptions } from "./requests.ts";

/** A channel that could not be joined. */
export interface SubscribeFailure {
    channel: string;
    /** The server's response, or why there is none. */
    error: WirescopeError;
    /** Milliseconds until the client asks again; absent where it does not on this connection. */
    retryInMs?: number;
}

/** What is kept of the channels over a reload. */
export interface SavedChannels {
    positions?: unknown;
    channels?: unknown;
    /** Channels that were unsubscribed, not yet confirmed by the server. */
    left?: unknown;
}

/** What channels need of their client. */
interface Host {
    /** Sends a request about channels. */
    ask(type: "subscribe" | "unsubscribe", channels: string[], options: RequestOptions): Promise<unknown>;
    isOpen(): boolean;
    /** What is kept over a reload has changed. */
    changed(): void;
    failed(failure: SubscribeFailure): void;
    /** Something that the program did not ask for has failed. */
    error(error: WirescopeError): void;
    newBackoff(): Backoff;
}

/** That a channel is wanted. */
interface Wish {
    /** Whether it stays wanted when the server refuses it. */
    kept: boolean;
    /** The number of pending requests for it. */
    pending: number;
    /** Whether its failure was an `error` on this connection. */
    reported: boolean;
    readonly backoff: Backoff;
    retry: ReturnType<typeof setTimeout> | undefined;
}

/** The channels that a client wants to be in, those that it is in, and how far it has come in each. */
export class Channels {
    readonly #host: Host;
    readonly #positions = new Positions();
    readonly #wishes = new Map<string, Wish>();
    readonly #left = new Set<string>();
    readonly #joined = new Set<string>();

    constructor(host: Host) {
        this.#host = host;
    }

    /** Wants channels from the start. */
    want(channels: Iterable<string>): void {
        for (const channel of channels) {
            this.#wish(channel).kept = true;
        }
    }

    /** Resumes where an earlier page was. */
    restore({ positions, channels, left }: SavedChannels): void {
        this.#positions.joined(positions);
        this.want(strings(channels));
        strings(left).forEach((channel) => this.#left.add(channel));
    }

    /** What {@link restore} reads. */
    get saved(): SavedChannels {
        return { positions: this.#positions.all(), channels: [...this.#wishes.keys()], left: [...this.#left] };
    }

    /** The last position in each channel that the client wants to resume. */
    get positions(): ChannelPosition[] {
        return this.#positions.all().filter(({ channel }) => !this.#left.has(channel));
    }

    /** Compares a message with the last one of its channel, as {@link Positions.compare} does. */
    compare(position: ChannelPosition): ReturnType<Positions["compare"]> {
        return this.#positions.compare(position);
    }

    /** Records a message of a channel. */
    take(position: ChannelPosition): void {
        this.#positions.take(position);
    }

    /** Records the place of a message that the client published and does not get, as {@link Positions.skip} does. */
    skip(place: ChannelPosition): Gap | undefined {
        return this.#positions.skip(place);
    }

    /** Adds channels, and requests them when connected or when the caller awaits the response. */
    async subscribe(channels: string[], options: RequestOptions): Promise<void> {
        const wishes = channels.map((channel) => [channel, this.#wish(channel)] as const);
        const asks = this.#host.isOpen() || options.timeoutMs !== undefined || options.signal !== undefined;
        wishes.forEach(([, wish]) => {
            wish.kept ||= !asks;
        });
        this.#host.changed();
        if (asks) {
            await this.#join(wishes, options);
        }
    }

    /** Wants channels no more, and says so where there is a connection. */
    async unsubscribe(channels: string[], options: RequestOptions): Promise<void> {
        for (const channel of channels) {
            clearTimeout(this.#wishes.get(channel)?.retry);
            this.#wishes.delete(channel);
            this.#left.add(channel);
        }
        this.#host.changed();
        if (this.#host.isOpen()) {
            await this.#leave(channels, options);
        }
    }

    async #leave(channels: string[], options: RequestOptions): Promise<void> {
        try {
            await this.#host.ask("unsubscribe", channels, options);
        } catch (error) {
            if (!mayRepeat(error)) {
                channels.forEach((channel) => this.#left.delete(channel));
                this.#host.changed();
            }
            throw error;
        }
    }

    #wish(channel: string): Wish {
        const wish = this.#wishes.get(channel)
            ?? { kept: false, pending: 0, reported: false, backoff: this.#host.newBackoff(), retry: undefined };
        clearTimeout(wish.retry);
        this.#wishes.set(channel, wish);
        this.#left.delete(channel);
        this.#positions.expect(channel);
        return wish;
    }

    async #join(wishes: readonly (readonly [string, Wish])[], options: RequestOptions): Promise<void> {
        wishes.forEach(([, wish]) => wish.pending++);
        try {
            await this.#host.ask("subscribe", wishes.map(([channel]) => channel), options);
            wishes.forEach(([, wish]) => {
                wish.pending--;
                wish.kept = true;
            });
        } catch (error) {
            wishes.forEach(([channel, wish]) => {
                wish.pending--;
                wish.kept ||= !isRefusal(error);
                this.#failed(channel, wish, error);
            });
            throw error;
        }
    }

    // What was unsubscribed or joined meanwhile, or is being asked for by another request, has not failed.
    #failed(channel: string, wish: Wish, error: unknown): void {
        const isUnmet = this.#wishes.get(channel) === wish && !this.#joined.has(channel) && wish.pending === 0;
        if (!isUnmet || !(error instanceof WirescopeError) || isOver(error)) { // the next hello asks again
            return;
        }
        const failure: SubscribeFailure = { channel, error };
        if (!wish.kept) {
            this.#wishes.delete(channel);
            this.#host.changed();
        } else if (mayRepeat(error) && this.#host.isOpen()) {
            failure.retryInMs = wish.backoff.next();
            wish.retry = setTimeout(() => {
                this.#settleNow(channel, wish);
            }, failure.retryInMs);
        }
        this.#host.failed(failure);
    }

    /** Applies the session of the server's `hello`. {@return what is lost for good} */
    arrive(session: Partial<Session>): Gap[] {
        places(session.positions).forEach(({ channel }) => this.#joined.add(channel));
        [...this.#left].filter((channel) => !this.#joined.has(channel)).forEach((channel) => {
            this.#forget(channel);
        });
        return this.#positions.arrive(session);
    }

    /** Asks for what is wanted, one message for each: a channel that is refused must not keep the others out. */
    settle(): void {
        this.#wishes.forEach((wish, channel) => {
            if (!this.#joined.has(channel) && wish.kept) {
                this.#settleNow(channel, wish);
            }
        });
        this.#left.forEach((channel) => {
            this.#leave([channel], {}).catch((error: unknown) => this.#report(error));
        });
    }

    #settleNow(channel: string, wish: Wish): void {
        this.#join([[channel, wish]], {}).catch((error: unknown) => {
            if (this.#wishes.get(channel) === wish && !wish.reported) {
                wish.reported = this.#report(error);
            }
        });
    }

    #report(error: unknown): boolean {
        const isNews = !isOver(error);
        if (isNews) {
            this.#host.error(error as WirescopeError);
        }
        return isNews;
    }

    /** Records that the server has confirmed subscriptions. */
    subscribed(channels: unknown): void {
        this.#positions.joined(channels);
        places(channels).forEach(({ channel }) => this.#joined.add(channel));
    }

    /** Records that the server has confirmed unsubscriptions. */
    unsubscribed(channels: readonly string[]): void {
        channels.forEach((channel) => {
            this.#forget(channel);
        });
    }

    #forget(channel: string): void {
        this.#joined.delete(channel);
        this.#left.delete(channel);
        this.#positions.left(channel);
        if (this.#wishes.has(channel)) {
            this.#positions.expect(channel);
        }
    }

    /** Records that the connection is lost. */
    lost(): void {
        this.#joined.clear();
        this.#wishes.forEach((wish) => {
            clearTimeout(wish.retry);
            wish.backoff.reset();
            wish.reported = false;
            wish.kept = true; // whether the server handled it is unknown
        });
    }
}

function strings(value: unknown): string[] {
    return (Array.isArray(value) ? value : []).filter((element): element is string => typeof element === "string");
}

const isOneOf = (...codes: string[]) => (error: unknown): boolean =>
    error instanceof WirescopeError && codes.includes(error.code);

const isOver = isOneOf("CONNECTION_LOST" satisfies ClientErrorCode, "CLOSED" satisfies ClientErrorCode);
const isAnotherTime = isOneOf("UNKNOWN_CHANNEL", "RATE_LIMITED", "TIMEOUT", "BUFFER_FULL");

// Whether the server, or this client, refused; false when the outcome is unknown.
function isRefusal(error: unknown): boolean {
    return error instanceof WirescopeError && error.code !== "TIMEOUT" && !isOver(error);
}

// Whether the same request may succeed another time.
function mayRepeat(error: unknown): boolean {
    return !isRefusal(error) || isAnotherTime(error) || (error as WirescopeError).details.retryable === true;
}
