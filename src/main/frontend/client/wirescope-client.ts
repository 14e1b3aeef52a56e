/** What every message has, in both directions (wire contract, section 2). */
export interface Envelope {
    envelope_version: 1;
    type: string;
    timestamp: string;
    request_id?: string | null;
    payload: Record<string, unknown>;
}
