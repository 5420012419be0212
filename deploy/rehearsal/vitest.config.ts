/** Configures `pnpm deploy:rehearse`, which builds the image once, and tests everything that operators start. */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["*.test.ts"],
    globalSetup: "image.ts",
    // These limits end tests that hang. They are far longer than the tests take on a busy machine.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
  },
})
