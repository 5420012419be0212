/**
 * Measures how much the dearest requests delay other clients of `odj-server`, and how much memory they take: prints how
 * long `/livez` takes meanwhile, by how much the resident memory of the server grows, and how the requests end.
 *
 * `--only memory` and `--only SQLite` measure one store. With `--soak SECONDS` it mixes them with ordinary requests instead,
 * and prints the resident memory every ten seconds. Resident memory is read from `/proc`, so it needs Linux.
 */
import { fork, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { get } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as wait } from "node:timers/promises"
import { parseArgs } from "node:util"
import type { DearRequest } from "./DearRequests.ts"
import { longNames, manyConnectors } from "./DearRequests.ts"
import type { Statuses, Task } from "./dearRounds.ts"
import { printTable } from "./Table.ts"

const here = (file: string) => join(import.meta.dirname, file)

const { values, positionals } = parseArgs({
  options: { soak: { type: "string" }, only: { type: "string" } },
  allowPositionals: true,
})
const program = positionals[0] ?? here("../apps/server/src/main.ts")

const serving = async (store: string) => {
  const child = spawn(process.execPath, [program, "--port", "0", "--auth", "none", "--store", store], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  for await (const line of createInterface(child.stdout)) {
    const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port !== undefined) return { child, pid: child.pid ?? 0, port: Number(port) }
  }
  throw new Error(`odj-server did not start over ${store}`)
}

type Server = Awaited<ReturnType<typeof serving>>

/** The resident memory of a process, in megabytes. */
const residentMemory = async (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024

/** The milliseconds until the response of `/livez`, on a new connection, or until that is lost. */
const livez = (port: number) =>
  new Promise<number>((resolve) => {
    const start = performance.now()
    const end = () => resolve(performance.now() - start)
    get({ host: "127.0.0.1", port, path: "/livez", agent: false }, (response) =>
      response.resume().on("end", end),
    ).on("error", end)
  })

/** Asks for `/livez` every 10 ms, and reads the resident memory every 100 ms, until `stop`. */
const watch = ({ port, pid }: Server) => {
  const times: Array<Promise<number>> = []
  const memory: Array<Promise<number>> = []
  const asking = setInterval(() => times.push(livez(port)), 10)
  const reading = setInterval(() => memory.push(residentMemory(pid)), 100)
  return async () => {
    clearInterval(asking)
    clearInterval(reading)
    const sorted = (await Promise.all(times)).sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return { p50: at(0.5), p99: at(0.99), max: at(1), memory: Math.max(...(await Promise.all(memory))) }
  }
}

const client = fork(here("dearRounds.ts"))
await once(client, "message")
const run = async (task: Task): Promise<Statuses> => {
  const reply = once(client, "message")
  client.send(task)
  return (await reply)[0]
}

const textOf = (statuses: Statuses) =>
  Object.entries(statuses)
    .map(([status, times]) => `${times} x ${status}`)
    .join(", ")

/** How long the server is watched after the last response, in milliseconds: clients that leave get none. */
const afterwards = 2_000

const measure = async (server: Server, name: string, dear: DearRequest) => {
  const before = await residentMemory(server.pid)
  const stop = watch(server)
  const start = performance.now()
  const statuses = await run({ port: server.port, dear })
  const seconds = (performance.now() - start) / 1_000
  await wait(afterwards)
  const { p50, p99, max, memory } = await stop()
  return [
    name,
    ...[p50, p99, max].map((milliseconds) => milliseconds.toFixed(0)),
    (memory - before).toFixed(0),
    seconds.toFixed(1),
    textOf(statuses),
  ]
}

const head = ["", "p50 ms", "p99 ms", "max ms", "RSS + MB", "s", "ended"]

const folder = await mkdtemp(join(tmpdir(), "odj-dear-"))

const withServer = async <A>(store: string, use: (server: Server) => Promise<A>) => {
  const server = await serving(store)
  try {
    return await use(server)
  } finally {
    server.child.kill("SIGKILL")
  }
}

const compare = async (
  store: string,
  fill: "manyConnectors" | "longNames",
  title: string,
  requests: Readonly<Record<string, DearRequest>>,
) =>
  withServer(store, async (server) => {
    console.log(`\nfilled: ${textOf(await run({ port: server.port, fill }))}`)
    const rows = [head]
    for (const [name, dear] of Object.entries(requests)) rows.push(await measure(server, name, dear))
    printTable(`${title}: the time of /livez, and the growth of the server's resident memory`, rows)
  })

const soak = async (store: string, seconds: number) =>
  withServer(store, async (server) => {
    console.log(`\nfilled: ${textOf(await run({ port: server.port, fill: "manyConnectors" }))}`)
    const stop = watch(server)
    let passed = 0
    const print = async () => {
      console.log(`${String(passed).padStart(4)} s  ${(await residentMemory(server.pid)).toFixed(0)} MB`)
      passed += 10
    }
    const printing = setInterval(print, 10_000)
    await print()
    const statuses = await run({ port: server.port, mixFor: seconds * 1_000 })
    clearInterval(printing)
    const { p50, p99, max } = await stop()
    console.log(
      `/livez: p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, max ${max.toFixed(0)} ms; ${textOf(statuses)}`,
    )
  })

try {
  if (values.soak !== undefined) await soak(`sqlite:${join(folder, "soak.db")}`, Number(values.soak))
  else
    for (const [name, storeOf] of [
      ["memory", () => "memory"],
      ["SQLite", (file: string) => `sqlite:${join(folder, file)}`],
    ] as const) {
      if (values.only !== undefined && values.only !== name) continue
      await compare(storeOf("many.db"), "manyConnectors", `200,000 connectors in ${name}`, manyConnectors)
      await compare(
        storeOf("long.db"),
        "longNames",
        `1,000 connectors with names of 60 KB in ${name}`,
        longNames,
      )
    }
} finally {
  client.disconnect()
  await rm(folder, { recursive: true, force: true })
}
