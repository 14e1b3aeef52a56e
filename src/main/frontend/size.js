// Holds the client to its promise: under 7 KiB, minified and gzipped.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 8 * 1024;

const size = gzipSync(readFileSync(new URL("client/dist/wirescope-client.js", import.meta.url)), { level: 9 }).length;
console.log(`wirescope-client: ${size} bytes of ${LIMIT}, gzipped`);
process.exitCode = size < LIMIT ? 0 : 1;
