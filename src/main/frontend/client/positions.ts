import { places, type ChannelPosition, type Position, type Session } from "./messages.ts";

/** Messages of a channel that this client will not get. */
export interface Gap {
    channel: string;
    /** The last message that it got; absent where it had got none. */
    from?: Position;
    /** The last one that is missing; absent where the client is not in the channel any more. */
    to?: Position;
    /** How many are missing; absent where the channel began anew, or the client is not in it any more. */
    missed?: number;
}

/**
 * The last position of each channel: by it every message is delivered once, or its loss reported.
 */
export class Positions {
    readonly #last = new Map<string, Position>();
    /** Channels whose unsubscription is confirmed: messages still on their way move no position. */
    readonly #gone = new Set<string>();

    /**
     * Compares what the server says at the begin of a connection with what has come before it.
     *
     * @returns what is lost for good
     */
    arrive(session: Partial<Session>): Gap[] {
        this.#gone.clear();
        const now = new Map(places(session.positions).map((place) => [place.channel, place]));
        const told = new Set(Array.isArray(session.gaps) ? session.gaps : []);
        const gaps: Gap[] = [];
        for (const channel of new Set([...this.#last.keys(), ...told, ...now.keys()])) {
            const gap = this.#goOn(channel, now.get(channel), told.has(channel));
            if (gap !== undefined) {
                gaps.push(gap);
            }
        }
        return gaps;
    }

    // A replay begins at or before the last message that came; what has come already is passed over then.
    #goOn(channel: string, now: Position | undefined, told: boolean): Gap | undefined {
        const last = this.#last.get(channel);
        if (now === undefined) {
            this.#last.delete(channel);
            return last === undefined && !told ? undefined : gapBetween(channel, last, now);
        }
        if (last?.epoch === now.epoch && last.offset >= now.offset) {
            return undefined;
        }
        this.#last.set(channel, { epoch: now.epoch, offset: now.offset });
        return last === undefined && !told ? undefined : gapBetween(channel, last, now);
    }

    /** Compares a message with the last one of its channel. {@return whether it has come before, and what is missing before it} */
    compare({ channel, epoch, offset }: ChannelPosition): { seen: boolean; gap?: Gap } {
        const last = this.#last.get(channel);
        if (last?.epoch === epoch && offset <= last.offset) {
            return { seen: true };
        }
        const isNext = last === undefined || (last.epoch === epoch && offset === last.offset + 1);
        return isNext ? { seen: false } : { seen: false, gap: gapBetween(channel, last, { epoch, offset: offset - 1 }) };
    }

    /** Records a message. */
    take({ channel, epoch, offset }: ChannelPosition): void {
        if (!this.#gone.has(channel)) {
            this.#last.set(channel, { epoch, offset });
        }
    }

    /** Records the place of a message that the client published and does not get. {@return what is missing before it} */
    skip(place: ChannelPosition): Gap | undefined {
        const { seen, gap } = this.compare(place);
        if (seen || !this.#last.has(place.channel)) {
            return undefined;
        }
        this.take(place);
        return gap;
    }

    /** Records where channels were subscribed. Messages may have arrived before the confirmation. */
    joined(channels: unknown): void {
        for (const { channel, epoch, offset } of places(channels)) {
            this.expect(channel);
            if (!this.#last.has(channel)) {
                this.#last.set(channel, { epoch, offset });
            }
        }
    }

    /** Forgets a channel: what comes after it is joined again is no gap. */
    left(channel: string): void {
        this.#last.delete(channel);
        this.#gone.add(channel);
    }

    /** Records that a channel is subscribed again: its messages may arrive before the confirmation. */
    expect(channel: string): void {
        this.#gone.delete(channel);
    }

    /** The position of each channel. */
    all(): ChannelPosition[] {
        return [...this.#last].map(([channel, position]) => ({ channel, ...position }));
    }
}

function gapBetween(channel: string, from: Position | undefined, to: Position | undefined): Gap {
    return {
        channel,
        ...(from && { from: { ...from } }),
        ...(to && { to: { epoch: to.epoch, offset: to.offset } }),
        ...(to && from?.epoch === to.epoch && { missed: to.offset - from.offset }),
    };
}
