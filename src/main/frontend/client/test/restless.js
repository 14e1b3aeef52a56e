// Several clients that follow `broadcast` while a test takes their connections away, in Node and with the bundle that
// ships. What they have to say goes to standard output, an object a line. Arguments: the bundle, the server's address,
// how many clients.
//
// Every message of the type `tick` bears the number that follows on that of the one before. The first of the type `end`
// ends it all.
import process from "node:process";
import { clearInterval, setInterval } from "node:timers";
import { pathToFileURL } from "node:url";

const [bundle, address, count] = process.argv.slice(2);
const { WirescopeClient, WirescopeError } = await import(pathToFileURL(bundle).href);

const PING_EVERY_MS = 50;

function say(event, data, then) {
    process.stdout.write(`${JSON.stringify({ event, ...data })}\n`, then);
}

/** One client: resolves with what it has seen, once the end has come. */
function follow(index) {
    const seen = { next: 0, wrong: [], gaps: [], opened: 0, resumed: 0, answered: 0, mixed: 0, failed: {}, errors: [] };
    const client = new WirescopeClient(address, {
        clientId: `restless-${index}`,
        connectTimeoutMs: 1_000,
        backoff: { minMs: 20, maxMs: 100 },
    });
    client.on("open", ({ session }) => {
        seen.opened++;
        seen.resumed += session.resumed === true ? 1 : 0;
        if (seen.opened === 1) {
            say("open", { client: index });
        }
    });
    client.on("close", ({ code }) => {
        say("close", { client: index, code });
    });
    client.on("gap", (gap) => seen.gaps.push(gap));
    client.on("error", ({ code, message }) => seen.errors.push(`${code}: ${message}`));
    client.on("tick", ({ payload }) => {
        if (payload.n !== seen.next) {
            seen.wrong.push([seen.next, payload.n]);
        }
        seen.next = payload.n + 1;
    });
    const asked = [];
    const pings = setInterval(() => {
        const data = asked.length;
        asked.push(client.request("ping", { data }).then(
            ({ payload }) => {
                seen.answered++;
                seen.mixed += payload.data === data ? 0 : 1;
            },
            (error) => {
                const code = error instanceof WirescopeError ? error.code : String(error);
                seen.failed[code] = (seen.failed[code] ?? 0) + 1;
            }));
    }, PING_EVERY_MS);
    client.connect();
    return new Promise((resolve) => {
        client.on("end", () => {
            clearInterval(pings);
            client.close();
            resolve(Promise.all(asked).then(() => ({ ...seen, asked: asked.length })));
        });
    });
}

const clients = await Promise.all(Array.from({ length: Number(count) }, (_, index) => follow(index)));
// Node would wait for the sockets whose network is dead: they are closed, but nobody answers.
say("done", { clients }, () => process.exit(0));
