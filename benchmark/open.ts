/**
 * How long a server for tests takes to start, and how long its first request takes, in a fresh process after the import:
 * without a socket, and with one.
 */
import { execFileSync } from "node:child_process"
import process from "node:process"
import { type Benchmark, fewer, type Length } from "./harness/Benchmark.ts"
import { type Cost, compare } from "./harness/Compare.ts"
import type { Table } from "./harness/Figures.ts"

/** Prints the two times of a server, in milliseconds. */
const program = (make: string) => `
  import { openServer, startServer } from "@odj/server"
  const path = "/beta/deviceManagement/domainJoinConnectors"
  const begin = performance.now()
  ${make}
  const made = performance.now()
  await (await send(path)).text()
  console.log(JSON.stringify({ "start, ms": made - begin, "first request, ms": performance.now() - made }))
  process.exit()
`

const measure = (make: string) => async (): Promise<Cost> => {
  const args = ["--input-type=module", "--eval", program(make)]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" }))
}

const sides = {
  openServer: measure(
    `const { fetch } = await openServer({ auth: "none" }); const send = (path) => fetch("https://graph.microsoft.com" + path)`,
  ),
  startServer: measure(
    `const { url } = await startServer({ auth: "none" }); const send = (path) => fetch(url + path)`,
  ),
}

const run = async function* (length: Length): AsyncIterable<Table> {
  const costs = await compare(fewer(length, 7), async () => ({ sides, stop: () => {} }))
  yield {
    title: "Servers for tests (less is better)",
    rows: Object.fromEntries(
      Object.entries(costs).map(([name, times]) => [
        name,
        Object.fromEntries(Object.entries(times).map(([kind, { cost }]) => [kind, cost])),
      ]),
    ),
  }
}

export const benchmark: Benchmark = {
  about: "the start of a server for tests and its first request, with a socket and without one",
  seconds: 60,
  run,
}
