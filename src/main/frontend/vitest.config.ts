import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
    resolve: {
        alias: {
            "wirescope-client": fileURLToPath(new URL("client/wirescope-client.ts", import.meta.url)),
        },
    },
    test: {
        include: ["{client,dashboard}/**/*.test.{ts,tsx}"],
        passWithNoTests: true,
    },
});
