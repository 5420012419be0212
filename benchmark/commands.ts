/** The commands that read or write many connectors, with 100,000 of them in an `odj-server`. */
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { exampleConnector } from "@odj/domain"
import { odjServer } from "./contenders/Servers.ts"
import type { Benchmark, Length } from "./harness/Benchmark.ts"
import { fewer } from "./harness/Benchmark.ts"
import { type Cost, compare } from "./harness/Compare.ts"
import type { Table } from "./harness/Figures.ts"
import { builtCli, builtServer, startServer } from "./harness/Processes.ts"

/** Preloaded into a command: writes to the fourth file descriptor what the process has used. */
const meter = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from "node:fs"
  process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())))`)}`

/** Runs a command. `stale` ends with 2, because all connectors of the example are old. */
const costOf = async (args: ReadonlyArray<string>): Promise<Cost> => {
  const begin = performance.now()
  const child = spawn(process.execPath, ["--import", meter, ...args], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  })
  const chunks: Array<Buffer> = []
  child.stdio[3]?.on("data", (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise((resolve) => child.on("close", resolve))
  assert(code === 0 || code === 2, `${args.join(" ")} ended with ${code}`)
  const { userCPUTime, systemCPUTime, maxRSS }: NodeJS.ResourceUsage = JSON.parse(
    String(Buffer.concat(chunks)),
  )
  return {
    "CPU s": (userCPUTime + systemCPUTime) / 1e6,
    s: (performance.now() - begin) / 1e3,
    "peak MB": maxRSS / 1_024,
  }
}

const fill = async (url: string, count: number) => {
  for (let start = 0; start < count; start += 10_000) {
    const connectors = Array.from({ length: Math.min(10_000, count - start) }, (_, index) => ({
      ...exampleConnector,
      displayName: `HQ connector ${start + index}`,
    }))
    const body = JSON.stringify(connectors)
    const headers = { "Content-Type": "application/json" }
    const response = await fetch(`${url}/_odj/connectors`, { method: "POST", headers, body })
    assert.equal(response.status, 201, await response.text())
  }
}

const run = async function* (length: Length): AsyncIterable<Table> {
  const odj = builtCli()
  const { script, args = [] } = odjServer(builtServer())
  const costs = await compare({ ...fewer(length, 1), warmUp: 0 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "odj-commands-"))
    const file = join(folder, "connectors.ndjson")
    const [server, other] = await Promise.all([0, 1].map(() => startServer(script, [...args, "--control"])))
    assert(server !== undefined && other !== undefined)
    await fill(server.url, length.of(100_000))
    const from = ["--url", `${server.url}/beta`]
    await costOf([odj, "export", "--file", file, ...from])
    const list = (format: string) => () => costOf([odj, "list", "-o", format, ...from])
    return {
      sides: {
        "list -o json": list("json"),
        "list -o table": list("table"),
        stale: () => costOf([odj, "stale", ...from]),
        "export --format csv": () => costOf([odj, "export", "--format", "csv", ...from]),
        import: async () => {
          const cost = await costOf([odj, "import", file, "--url", `${other.url}/beta`])
          await rm(`${file}.journal`, { force: true })
          return cost
        },
      },
      stop: async () => {
        server.stop()
        other.stop()
        assert((await readdir(folder)).every((name) => !name.includes("rejected")))
        await rm(folder, { recursive: true })
      },
    }
  })
  yield {
    title:
      "Commands with 100,000 connectors, and their CPU time divided by that of list -o json (less is better)",
    rows: Object.fromEntries(
      Object.entries(costs).map(([name, cost]) => [
        name,
        {
          ...(cost["CPU s"] && { times: cost["CPU s"].times }),
          ...Object.fromEntries(Object.entries(cost).map(([kind, { cost }]) => [kind, cost])),
        },
      ]),
    ),
  }
}

export const benchmark: Benchmark = {
  about: "list, stale, export and import of 100,000 connectors: CPU time, time and memory",
  seconds: 180,
  run,
}
