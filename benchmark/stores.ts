/**
 * What durability costs: creates through `odj-server` in SQLite and in PostgreSQL beside memory, and creates through each
 * store beside its driver alone, which waits for the disk equally often.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { startLocalPostgres } from "@odj/throwaway-postgres"
import { example } from "./contenders/ConnectorInputs.ts"
import type { Creates } from "./contenders/Creates.ts"
import { collectionPath } from "./contenders/GraphResponse.ts"
import { type Benchmark, fewer, type Length } from "./harness/Benchmark.ts"
import { type Cost, compare } from "./harness/Compare.ts"
import { inverse, type Table } from "./harness/Figures.ts"
import { type Load, messageOf, openLoad } from "./harness/Load.ts"
import {
  builtServer,
  clientCore,
  pin,
  type Server,
  serverCore,
  startServer,
  startWorker,
  type Worker,
} from "./harness/Processes.ts"

/** A new database of each kind, by its name. */
type Places = Readonly<Record<string, () => Promise<string>>>

const message = messageOf(
  "POST",
  collectionPath,
  { Host: "localhost", "Content-Type": "application/json" },
  JSON.stringify(example),
)

/** One pair at a time: the server in memory, and that with another store. A database server runs on both cores. */
const compareServers = (length: Length, server: string, place: () => Promise<string>) =>
  compare(length, async () => {
    const requests = 640
    const started: Array<Server & { readonly load: Load }> = []
    for (const store of ["memory", await place()]) {
      const running = await startServer(
        server,
        ["--port", "0", "--auth", "none", "--store", store],
        serverCore,
      )
      started.push({ ...running, load: await openLoad(running.port) })
    }
    const batch = (index: number) => async (): Promise<Cost> => {
      const begin = performance.now()
      await started[index]?.load.send(message, requests)
      return { rate: (performance.now() - begin) / requests }
    }
    return {
      sides: { memory: batch(0), other: batch(1) },
      stop: () => {
        for (const { load, stop } of started) {
          load.close()
          stop()
        }
      },
    }
  })

const compareStore = (length: Length, names: ReadonlyArray<string>, place: () => Promise<string>) =>
  compare(length, async () => {
    const workers: Array<Worker<Creates, Cost>> = []
    for (const name of names)
      workers.push(
        await startWorker<Creates, Cost>("contenders/storeWorker.ts", [
          name,
          (await place()).replace("sqlite:", ""),
        ]),
      )
    const batch = (index: number) => async (): Promise<Cost> => {
      const one = await workers[index]?.ask({ creates: 100, inFlight: 1 })
      const many = await workers[index]?.ask({ creates: 640, inFlight: 32 })
      return { "one at a time": one?.wall ?? 0, "32 at a time": many?.wall ?? 0 }
    }
    return {
      sides: { driver: batch(0), store: batch(1) },
      stop: () => {
        for (const { stop } of workers) stop()
      },
    }
  })

/** The rates of the second side, as shares of those of the first. */
const rates = (costs: Awaited<ReturnType<typeof compare>>, side: string) =>
  Object.fromEntries(Object.entries(costs[side] ?? {}).map(([cost, { times }]) => [cost, inverse(times)]))

const measure = async function* (length: Length, places: Places): AsyncIterable<Table> {
  const server = builtServer()
  const shorter = { ...fewer(length, 30), warmUp: Math.min(length.warmUp, 10) }
  const compiled = { ...shorter, warmUp: Math.min(length.warmUp, 60) }
  const isPinned = pin(process.pid, clientCore)
  const servers: Record<string, Table["rows"][string]> = {}
  for (const [name, place] of Object.entries(places))
    servers[name] = rates(await compareServers(compiled, server, place), "other")
  const title =
    "Rate of creates through odj-server over 32 connections, divided by that in memory (more is better)"
  yield { title: isPinned ? title : `${title}, not pinned to cores`, rows: servers }
  if (length.isQuick) return
  const pairs = {
    SQLite: ["node:sqlite", "SqliteConnectorStore"],
    PostgreSQL: ["@effect/sql-pg", "PostgresConnectorStore"],
  }
  const stores: Record<string, Table["rows"][string]> = {}
  for (const [name, pair] of Object.entries(pairs)) {
    const place = places[name]
    if (place !== undefined) stores[name] = rates(await compareStore(shorter, pair, place), "store")
  }
  yield {
    title: "Rate of creates through a store, divided by that of its driver alone (more is better)",
    rows: stores,
  }
}

const run = async function* (length: Length): AsyncIterable<Table> {
  const folder = await mkdtemp(join(tmpdir(), "odj-stores-"))
  const postgres = length.isQuick ? undefined : await startLocalPostgres({ durable: true })
  let files = 0
  try {
    yield* measure(length, {
      SQLite: async () => `sqlite:${join(folder, `${files++}.db`)}`,
      ...(postgres && { PostgreSQL: () => postgres.newDatabase() }),
    })
  } finally {
    await postgres?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

export const benchmark: Benchmark = {
  about: "the rate of durable creates through odj-server and through each store",
  seconds: 130,
  run,
}
