// Builds the package: as an ES module and for CommonJS, each with its own types, whichever way TypeScript resolves them.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = new URL("dist/", import.meta.url);
const commonJs = new URL("cjs/", dist);

async function bundle(format, outdir) {
    await build({
        entryPoints: [fileURLToPath(new URL("wirescope-client.ts", import.meta.url))],
        bundle: true, minify: true, sourcemap: true, target: "es2022", format, outdir: fileURLToPath(outdir), logLevel: "warning",
    });
}

function declarations() {
    const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    execFileSync(process.execPath, [compiler, "-p", fileURLToPath(new URL("tsconfig.build.json", import.meta.url))], { stdio: "inherit" });
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(commonJs, { recursive: true });
await bundle("esm", dist);
await bundle("cjs", commonJs);
declarations();
for (const name of readdirSync(dist).filter((file) => file.endsWith(".d.ts"))) {
    // The compiler leaves the extensions of imports in declarations as they are in the sources.
    const text = readFileSync(new URL(name, dist), "utf8").replace(/(from\s+"\.\/[\w-]+)\.ts"/gu, '$1.js"');
    writeFileSync(new URL(name, dist), text);
    writeFileSync(new URL(name, commonJs), text);
}
writeFileSync(new URL("package.json", commonJs), '{ "type": "commonjs" }\n');
