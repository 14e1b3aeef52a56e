// A client that asks an application and publishes, in Node and with the bundle that ships. What it has to say goes to
// standard output, an object a line. Arguments: the bundle, the server's address, the channel.
import process from "node:process";
import { pathToFileURL } from "node:url";

const [bundle, address, channel] = process.argv.slice(2);
const { WirescopeClient } = await import(pathToFileURL(bundle).href);

function say(event, data, then) {
    process.stdout.write(`${JSON.stringify({ event, ...data })}\n`, then);
}

/** Says how a promise ends. */
async function outcome(event, promise) {
    try {
        say(event, { resolved: (await promise) ?? null });
    } catch ({ code, details, retryable }) {
        say(event, { code, details, retryable });
    }
}

function connect(clientId, heard) {
    const client = new WirescopeClient(address, { clientId, channels: [channel] });
    client.on("gap", (gap) => {
        say("gap", { client: clientId, ...gap });
    });
    client.on("line", ({ payload, meta }) => {
        heard.push({ n: payload.n, offset: meta.offset, publisher: meta.publisher ?? null });
    });
    const joined = new Promise((resolve) => {
        client.on("subscribed", resolve);
    });
    client.connect();
    return joined.then(() => client);
}

const [own, others] = [[], []];
const asker = await connect("asker", own);
const listener = await connect("listener", others);

await outcome("ordered", asker.request("order.create", { item: "tea", quantity: 2 }));
await outcome("refused", asker.request("order.create", { quantity: 0 }));
await outcome("viewed", asker.request("order.viewed", {}, { answer: "optional", timeoutMs: 500 }));
await outcome("late", asker.request("order.viewed", {}, { timeoutMs: 200 }));
await outcome("lost", asker.request("lost.order", {}));
await outcome("echoed", asker.request("anything.else", {}));

await outcome("published", asker.publish(channel, "line", { n: 1 }));
await outcome("published", asker.publish(channel, "line", { n: 2 }, { echo: false }));
await outcome("published", listener.publish(channel, "line", { n: 3 }));
await outcome("forbidden", asker.publish("broadcast", "line", { n: 4 }));

const waiting = outcome("closed", asker.request("order.viewed", {}));
await asker.request("ping"); // all that was published before has come
await listener.request("ping");
asker.close();
listener.close();
await waiting;
say("done", { own, others }, () => process.exit(0));
