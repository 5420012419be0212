/** Rehearses a release: publishes it once to a registry on loopback, from which every test installs it. */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["*.test.ts"],
    globalSetup: "release.ts",
    // These limits end tests that hang. They are far longer than the tests take on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
  },
})
