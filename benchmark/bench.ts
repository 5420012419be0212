/** Runs all benchmarks in turn, or the named one with the following arguments. */
import { spawnSync } from "node:child_process"

const [named, ...args] = process.argv.slice(2)

for (const name of named === undefined
  ? [
      "validate",
      "create",
      "memory",
      "start",
      "open",
      "client",
      "durable",
      "pages",
      "dear",
      "faults/main",
      "console",
    ]
  : [named]) {
  const { status } = spawnSync(process.execPath, [`${name}.ts`, ...args], {
    cwd: import.meta.dirname,
    stdio: "inherit",
  })
  if (status !== 0) process.exit(1)
}
