/** How every test of the workspace runs. Integration tests use processes or sockets, unit tests neither. */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    isolate: false,
    maxWorkers: "100%",
    // They end what hangs. A busy machine reaches neither.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // To work out how texts of many thousand lines differ takes minutes.
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
