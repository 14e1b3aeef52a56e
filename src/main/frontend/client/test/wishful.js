// A client that wants a channel which does not exist yet, and one that sends faster than the server allows, in Node and with
// the bundle that ships. What they have to say goes to standard output, an object a line. Arguments: the bundle, the
// server's address, the channel.
import process from "node:process";
import { setImmediate } from "node:timers";
import { pathToFileURL } from "node:url";

const [bundle, address, channel] = process.argv.slice(2);
const { WirescopeClient } = await import(pathToFileURL(bundle).href);

function say(event, data, then) {
    process.stdout.write(`${JSON.stringify({ event, ...data })}\n`, then);
}

/** Resolves once a message of the channel has come. */
function wish() {
    const client = new WirescopeClient(address, {
        clientId: "wishful", channels: [channel], backoff: { minMs: 50, maxMs: 200 } });
    client.on("subscribe.failed", ({ channel, error, retryInMs }) => {
        say("failed", { channel, code: error.code, again: retryInMs !== undefined });
    });
    client.connect();
    return new Promise((resolve) => {
        client.on("wish.come.true", ({ meta }) => {
            client.close();
            resolve(meta.channel);
        });
    });
}

/** Resolves with how the connection ended. */
function flood() {
    const client = new WirescopeClient(address, { clientId: "flood", bufferLimit: Infinity, socketBufferLimit: Infinity });
    client.on("error", () => undefined); // RATE_LIMITED
    client.connect();
    return new Promise((resolve) => {
        client.on("open", () => {
            const send = () => {
                for (let i = 0; i < 1_000 && client.state === "open"; i++) {
                    client.send("ping");
                }
                if (client.state === "open") {
                    setImmediate(send);
                }
            };
            send();
        });
        client.on("close", (info) => {
            resolve(info);
            client.close();
        });
    });
}

say("came", { channel: await wish() });
const { code, likely, retryInMs } = await flood();
say("done", { code, likely: likely ?? null, retryInMs }, () => process.exit(0));
