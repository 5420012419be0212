/** How `pnpm examples [name…]` runs: apart from the workspace's tests, since each example installs what it needs. */
import { defineConfig } from "vitest/config"

// The script ends with `--`: what comes after it names examples, not files of tests.
const [, names = ""] = process.argv.join(" ").split(" -- ")

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    env: { EXAMPLES: names },
    disableConsoleIntercept: true,
    maxConcurrency: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
