/** The configuration of all tests. Integration tests use processes or sockets, and unit tests do not. */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    isolate: false,
    maxWorkers: "100%",
    // These end a test that hangs. Even a busy machine does not reach them otherwise.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The difference of texts with many thousand lines takes minutes.
    diff: { truncateThreshold: 1_000 },
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["**/test/**/!(*.integration).test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["**/test/**/*.test-d.ts"],
            tsconfig: "tsconfig.types.json",
          },
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["**/test/**/*.integration.test.ts"],
          globalSetup: "test/programs.ts",
        },
      },
    ],
  },
})
