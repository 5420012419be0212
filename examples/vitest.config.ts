/** Configures `pnpm examples [name…]`, which is separate from the workspace's tests: each example has its own install. */
import { defineConfig } from "vitest/config"

// The script ends with `--`: the arguments after it name examples, not test files.
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
