/** The root's own tests: what only the whole can show. Each package runs its own. */
import { defineConfig } from "vitest/config"

// They start other programs, while the packages' tests keep the processors busy.
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
})
