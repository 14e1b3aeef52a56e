import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const PATIENCE_MS = 120_000;

/** What a program of somebody's does with the package. The three wrong lines prove that its types are there. */
const PROGRAM = `
import { WirescopeClient, WirescopeError, CLOSE_CODES, type Answer, type Gap, type SubscribeFailure } from "wirescope-client";

const client = new WirescopeClient("ws://server.test/ws/client", {
    clientId: "alice", storage: { getItem: () => null, setItem: () => undefined } });
client.on("gap", (gap: Gap) => gap.missed?.toFixed());
client.on("subscribe.failed", ({ retryInMs }: SubscribeFailure) => retryInMs?.toFixed());
client.on("drift.status", ({ payload }) => payload.drift_score.toFixed());
client.on("error", (error) => error instanceof WirescopeError && error.code.length > 0);
export const answer: Promise<Answer<"status">> = client.request("status");
export const order: Promise<number> = client.request<{ total: number }>("order.create", { item: 7 }).then(({ payload }) => payload.total);
export const logged: Promise<string | undefined> = client.request("order.log", {}, { answer: "optional", timeoutMs: 500 })
    .then((answer) => answer?.type);
export const offset: Promise<number> = client.publish("news", "headline", {}, { echo: false }).then((place) => place.offset);
order.catch((error: unknown) => error instanceof WirescopeError && error.retryable);
// @ts-expect-error there may be no answer
void client.request("order.log", {}, { answer: "optional" }).then((answer) => answer.type);
export const meaning: string | undefined = CLOSE_CODES[4429]?.meaning;
// @ts-expect-error there is no such member
client.on("drift.status", ({ payload }) => payload.nonsense);
// @ts-expect-error the client's id is missing
new WirescopeClient("ws://server.test/ws/client", {});
`;

/** A program in a directory of its own that has installed the package. */
let home: string;

beforeAll(() => {
    execFileSync(process.execPath, [join(HERE, "build.js")]);
    home = realpathSync(mkdtempSync(join(tmpdir(), "wirescope-package-")));
    const installed = join(home, "node_modules", "wirescope-client");
    cpSync(join(HERE, "dist"), join(installed, "dist"), { recursive: true });
    cpSync(join(HERE, "package.json"), join(installed, "package.json"));
    symlinkSync(join(HERE, "..", "node_modules", "@types"), join(home, "node_modules", "@types"));
    symlinkSync(join(HERE, "..", "node_modules", "undici-types"), join(home, "node_modules", "undici-types"));
}, PATIENCE_MS);

afterAll(() => {
    rmSync(home, { recursive: true });
});

const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler has against a file and the package. The platform's own declarations are read once, and not judged. */
function complaints(name: string, options: ts.CompilerOptions): string[] {
    const file = join(home, name);
    writeFileSync(file, PROGRAM);
    const all = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, ...options };
    const host = ts.createCompilerHost(all);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (path, ...rest) => {
        if (path.startsWith(home) && !path.includes("@types")) {
            return read(path, ...rest);
        }
        if (!parsed.has(path)) {
            parsed.set(path, read(path, ...rest));
        }
        return parsed.get(path);
    };
    const program = ts.createProgram([file], all, host);
    const judged = program.getSourceFiles().filter(({ fileName }) => fileName === file || fileName.includes("/wirescope-client/"));
    return [
        ...program.getOptionsDiagnostics(),
        ...judged.flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]),
        ...(judged.length > 5 ? [] : [{ messageText: "the package was not found" }]),
    ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const BROWSER = { lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], types: [] };
const NODE = { lib: ["lib.es2022.d.ts"], types: ["node"] };

describe("the package's types", () => {
    const { CommonJS, ESNext, Node16, NodeNext } = ts.ModuleKind;
    const { Node10, Node16: N16, NodeNext: Next, Bundler } = ts.ModuleResolutionKind;

    it.each<[string, string, ts.CompilerOptions]>([
        ["CommonJS, node10", "program.ts", { module: CommonJS, moduleResolution: Node10 }],
        ["ES modules, node10", "program.ts", { module: ESNext, moduleResolution: Node10 }],
        ["CommonJS, node16", "program.cts", { module: Node16, moduleResolution: N16 }],
        ["ES modules, node16", "program.mts", { module: Node16, moduleResolution: N16 }],
        ["CommonJS, nodenext", "program.cts", { module: NodeNext, moduleResolution: Next }],
        ["ES modules, nodenext", "program.mts", { module: NodeNext, moduleResolution: Next }],
        ["ES modules, bundler", "program.ts", { module: ESNext, moduleResolution: Bundler }],
    ])("are found by %s, in a browser and in Node", (_, name, options) => {
        expect(complaints(name, { ...options, ...BROWSER })).toEqual([]);
        expect(complaints(name, { ...options, ...NODE })).toEqual([]);
    }, PATIENCE_MS);
});

describe("the package", () => {
    it.each([
        ["imported", "module", 'import { WirescopeClient } from "wirescope-client";'],
        ["required", "commonjs", 'const { WirescopeClient } = require("wirescope-client");'],
    ])("can be %s", (_, type, line) => {
        const program = `${line} class S {} ; console.log(new WirescopeClient("ws://h/", { clientId: "a", webSocket: S }).state);`;
        const reported = execFileSync(process.execPath, [`--input-type=${type}`, "--eval", program], { cwd: home, encoding: "utf8" });
        expect(reported.trim()).toBe("idle");
    });
});
