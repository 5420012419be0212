/**
 * Sends the requests that cost `odj-server` most, and meanwhile asks another time and again for `/livez`: how long that
 * takes, how long the longest stall is, by how much the resident memory of the server grows, and how the requests end.
 *
 * The arguments are a store, `memory` or `SQLite`, and the `odj-server.mjs` or `main.ts` of another checkout. `soak SECONDS`
 * mixes the requests with ordinary ones instead, over SQLite, and prints the resident memory every ten seconds. Memory is
 * read from `/proc`, so it needs Linux.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { get } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import type { DearRequest } from "./contenders/DearRequests.ts"
import { longNames, manyConnectors } from "./contenders/DearRequests.ts"
import type { Statuses, Task } from "./contenders/dearWorker.ts"
import type { Benchmark, Length } from "./harness/Benchmark.ts"
import { figureOf, numberText, type Table } from "./harness/Figures.ts"
import { builtServer, type Server, startServer, startWorker, type Worker } from "./harness/Processes.ts"

type Client = Worker<Task, Statuses>

/** The resident memory of a process, in megabytes. */
const residentMemory = async ({ child: { pid } }: Server) =>
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
const watch = (server: Server) => {
  const times: Array<Promise<number>> = []
  const memory: Array<Promise<number>> = []
  const asking = setInterval(() => times.push(livez(server.port)), 10)
  const reading = setInterval(() => memory.push(residentMemory(server)), 100)
  return async () => {
    clearInterval(asking)
    clearInterval(reading)
    const sorted = (await Promise.all(times)).sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return { p50: at(0.5), p99: at(0.99), max: at(1), memory: Math.max(...(await Promise.all(memory))) }
  }
}

const textOf = (statuses: Statuses) =>
  Object.entries(statuses)
    .map(([status, times]) => `${times} x ${status}`)
    .join(", ")

/** How long the server is watched after the last response, in milliseconds: clients that leave get none. */
const afterwards = 2_000

const measure = async (client: Client, server: Server, dear: DearRequest) => {
  const before = await residentMemory(server)
  const stop = watch(server)
  const start = performance.now()
  const statuses = await client.ask({ port: server.port, dear })
  const seconds = (performance.now() - start) / 1_000
  await wait(afterwards)
  const { p50, p99, max, memory } = await stop()
  return {
    "p50 ms": numberText(p50),
    "p99 ms": figureOf([p99]),
    "longest ms": figureOf([max]),
    "RSS + MB": numberText(memory - before),
    s: numberText(seconds),
    ended: textOf(statuses),
  }
}

const soak = async (client: Client, server: Server, seconds: number) => {
  const stop = watch(server)
  let passed = 0
  const print = async () => {
    console.log(`${String(passed).padStart(4)} s  ${numberText(await residentMemory(server))} MB`)
    passed += 10
  }
  await print()
  const printing = setInterval(print, 10_000)
  const statuses = await client.ask({ port: server.port, mixFor: seconds * 1_000 })
  clearInterval(printing)
  const { p50, p99, max } = await stop()
  return {
    "p50 ms": figureOf([p50]),
    "p99 ms": figureOf([p99]),
    "longest ms": figureOf([max]),
    ended: textOf(statuses),
  }
}

const fills = [
  ["200,000 connectors", "manyConnectors", 200_000, manyConnectors],
  ["1,000 connectors with names of 60 KB", "longNames", 1_000, longNames],
] as const

const run = async function* (length: Length, args: ReadonlyArray<string>): AsyncIterable<Table> {
  const folder = await mkdtemp(join(tmpdir(), "odj-dear-"))
  const client = await startWorker<Task, Statuses>("contenders/dearWorker.ts")
  const isSoak = args[0] === "soak"
  const program = args.find((arg) => /\.m?[jt]s$/.test(arg)) ?? builtServer()
  const stores = ["memory", "SQLite"].filter((store) => args.includes(store) || !/^[mS]/.test(args[0] ?? ""))
  try {
    for (const store of isSoak ? ["SQLite"] : stores)
      for (const [title, fill, full, requests] of isSoak ? fills.slice(0, 1) : fills) {
        const place = store === "memory" ? store : `sqlite:${join(folder, `${fill}.db`)}`
        const server = await startServer(program, ["--port", "0", "--auth", "none", "--store", place])
        try {
          await client.ask({ port: server.port, fill, size: length.of(full) })
          const rows: Record<string, Table["rows"][string]> = {}
          if (isSoak) rows.soak = await soak(client, server, Number(args[1]))
          else
            for (const [name, dear] of Object.entries<DearRequest>(requests))
              rows[`${store}: ${name}`] = await measure(client, server, dear)
          yield { title: `/livez and the server's memory, with ${title} in ${store} (less is better)`, rows }
        } finally {
          server.stop()
        }
      }
  } finally {
    client.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

export const benchmark: Benchmark = {
  about: "how much the dearest requests delay other clients of odj-server, and its memory",
  seconds: 240,
  run,
}
