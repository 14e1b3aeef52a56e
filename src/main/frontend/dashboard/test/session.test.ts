import { expect, it } from "vitest";
import { envelopeOf } from "../data/session.ts";

it.each([
    ['{"type":"ping","request_id":"r"}', { type: "ping", requestId: "r" }],
    ['{"type":7,"request_id":null}', { type: null, requestId: null }],
    ['["type"]', { type: null, requestId: null }],
    ["null", { type: null, requestId: null }],
    ["Echo: hi", { type: null, requestId: null }],
])("tells the type and request of %s", (text, told) => {
    expect(envelopeOf(text)).toEqual(told);
});
