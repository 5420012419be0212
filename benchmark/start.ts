/** The time of the command `odj` from its start to its end, divided by that of `node -e 0`. */
import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { example } from "./contenders/ConnectorInputs.ts"
import { odjServer } from "./contenders/Servers.ts"
import { type Benchmark, fewer, type Length } from "./harness/Benchmark.ts"
import { compare } from "./harness/Compare.ts"
import type { Table } from "./harness/Figures.ts"
import { builtCli, builtServer, startServer } from "./harness/Processes.ts"

/** The milliseconds of a process, which keeps compiled code in that folder. */
const timeIn = (folder: string) => (args: ReadonlyArray<string>) => () =>
  new Promise<{ time: number }>((resolve, reject) => {
    const env = { ...process.env, NODE_COMPILE_CACHE: folder }
    const before = performance.now()
    const child = spawn(process.execPath, args, { stdio: "ignore", env })
    child.on("error", reject).on("exit", (code) => {
      if (code === 0) resolve({ time: performance.now() - before })
      else reject(new Error(`${args.join(" ")} ended with ${code}`))
    })
  })

const create = [
  ...["create", "--display-name", "HQ", "--state", "active", "--connector-version", "1"],
  ...["--last-connection-date-time", "2016-12-31T23:58:36.6670033-08:00"],
]

/** A create without a library: the least that a command over HTTP can cost. */
const bareCreate = (url: string) => `
  const { request } = require("node:http")
  const headers = { "Content-Type": "application/json" }
  request("${url}/beta/deviceManagement/domainJoinConnectors", { method: "POST", headers }, (response) => response.resume())
    .end(${JSON.stringify(JSON.stringify(example))})`

const run = async function* (length: Length): AsyncIterable<Table> {
  const odj = builtCli()
  const server = odjServer(builtServer())
  const costs = await compare(fewer(length, length.isQuick ? 5 : 15), async () => {
    const { url, stop } = await startServer(server.script, server.args)
    const folder = await mkdtemp(join(tmpdir(), "odj-compiled-"))
    const timeOf = timeIn(folder)
    const service = ["--url", `${url}/beta`]
    const requests = {
      "node -e 0": timeOf(["-e", "0"]),
      "odj create --url": timeOf([odj, ...create, ...service]),
      "odj list --url": timeOf([odj, "list", "--top", "100", ...service]),
    }
    return {
      sides: length.isQuick
        ? requests
        : {
            ...requests,
            "a create with node:http": timeOf(["-e", bareCreate(url)]),
            "odj create --store memory": timeOf([odj, ...create, "--store", "memory"]),
            "odj --version": timeOf([odj, "--version"]),
            "odj --help": timeOf([odj, "--help"]),
            "odj create --help": timeOf([odj, "create", "--help"]),
          },
      stop: () => {
        stop()
        return rm(folder, { recursive: true, force: true })
      },
    }
  })
  yield {
    title: "Time from start to end, divided by that of node -e 0 (less is better)",
    rows: Object.fromEntries(
      Object.entries(costs).map(([name, { time }]) => [name, time ? { time: time.times } : {}]),
    ),
  }
}

export const benchmark: Benchmark = {
  about: "the time of short odj commands, divided by that of node -e 0",
  seconds: 35,
  run,
}
