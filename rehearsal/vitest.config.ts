/** How a release is rehearsed: it is published once to a registry on loopback, and then every test installs it from there. */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["*.test.ts"],
    globalSetup: "release.ts",
    // They end what hangs. A busy machine reaches none of them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
  },
})
