// An application behind Wirescope, as small as it can be: receives each message of a client as a CloudEvent over HTTP. Needs
// Node 18 or later and nothing else:
//
//     node deploy/examples/upstream.mjs [PORT]
//
// `order.create` with a quantity of 1 to 100 is answered with an order, with another one refused; `order.viewed` has no
// answer. With a secret in the environment variable UPSTREAM_SECRET it takes only what is signed with that secret.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import process from "node:process";

const LARGEST_BODY = 1 << 20;
const secret = process.env.UPSTREAM_SECRET;
let orders = 0;

function problem(status, title, detail) {
    return { status, json: { title, status, detail } };
}

function isSigned(signature = "", id, body) {
    const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(`${id}.`).update(body).digest("hex")}`);
    const given = Buffer.from(signature);
    // Takes as long whatever the difference: how long it took would tell an attacker how much was right.
    return given.length === expected.length && timingSafeEqual(given, expected);
}

// A message that is sent again has the ce-id that it had: an application that must not order twice remembers those.
function order({ quantity }) {
    return Number.isInteger(quantity) && quantity >= 1 && quantity <= 100
        ? { status: 200, json: { order_id: `o-${++orders}`, quantity } }
        : problem(422, "Quantity out of range", "The quantity must be 1 to 100");
}

function answer({ method, headers }, body) {
    if (method !== "POST" || headers["ce-specversion"] !== "1.0") {
        return problem(400, "Not a CloudEvent", "POST a CloudEvent 1.0 in binary mode");
    }
    if (secret && !isSigned(headers["x-wirescope-signature"], headers["ce-id"], body)) {
        return problem(401, "Bad signature", "The message is not signed with the secret");
    }
    switch (headers["ce-type"]) {
        case "order.create":
            return order(JSON.parse(body)); // the gateway sends JSON objects only; what is none ends in the 400 below
        case "order.viewed":
            return { status: 204 };
        default:
            return problem(404, "Unknown type", "There are order.create and order.viewed");
    }
}

async function read(request) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of request) {
        bytes += chunk.length;
        if (bytes > LARGEST_BODY) {
            throw new RangeError("The body is too large");
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

async function serve(request, response) {
    const { "ce-type": type, "ce-clientid": client, "ce-requestid": id } = request.headers;
    let { status, json } = problem(400, "Bad request", "The body is a JSON object of at most 1 MiB");
    try {
        ({ status, json } = answer(request, await read(request)));
    } catch (error) {
        console.error(error.message);
    }
    console.log(`${type} of ${client}, request ${id}: ${status}`);
    response.writeHead(status, json === undefined ? {} : {
        "Content-Type": status < 400 ? "application/json" : "application/problem+json" });
    response.end(json === undefined ? undefined : JSON.stringify(json));
}

const server = createServer(serve);
server.listen(Number(process.argv[2] ?? 9000), "127.0.0.1", () => {
    console.log(`Upstream listens on http://127.0.0.1:${server.address().port}/`);
});
