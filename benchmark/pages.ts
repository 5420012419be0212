/**
 * How the cost of a create and of a page grows from 1,000 connectors to a million: in memory and in SQLite. In PostgreSQL to
 * 200,000, because it takes longer to fill. The time is that of the processor; in PostgreSQL, whose server is another
 * process, that of the wall.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type ConnectorQuery, ConnectorStore, validate } from "@odj/core"
import {
  type ConnectorOrder,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  exampleConnector,
  OrderBy,
} from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { PostgresConnectorStore, SqliteConnectorStore } from "@odj/sql-adapter"
import { startPostgres } from "@odj/throwaway-postgres"
import { Effect, type Layer, Redacted, Result } from "effect"
import type { Benchmark, Length } from "./harness/Benchmark.ts"
import { type Figure, figureOf, median, scaled, type Table } from "./harness/Figures.ts"
import { timed } from "./harness/Processes.ts"

/** Connectors whose order by creation differs from their orders by instant and by name. */
const connectorAt = (index: number) => {
  const shuffled = (index * 7_919) % 1_000_000
  const second = new Date(Date.UTC(2026, 0, 1) + shuffled * 1_000).toISOString().slice(0, 19)
  return Result.getOrThrow(
    validate({
      ...exampleConnector,
      displayName: `Connector ${shuffled}`,
      lastConnectionDateTime: `${second}.6670033Z`,
      state: DomainJoinConnectorState.literals[index % 3] ?? "active",
      version: "6.2504.2001.8",
    }),
  )
}

/** A database writes each part of its indexes once for each batch, so large batches take less time. */
const batch = 50_000

const fill = Effect.fnUntraced(function* (from: number, to: number) {
  const store = yield* ConnectorStore
  for (let first = from; first < to; first += batch)
    yield* store.createMany(
      Array.from({ length: Math.min(batch, to - first) }, (_, index) => connectorAt(first + index)),
    )
})

const orders: Readonly<Record<string, ConnectorOrder>> = {
  "by creation": [],
  "latest first": [OrderBy.descending("lastConnectionDateTime")],
  "by name": [OrderBy.ascending("displayName")],
}

type Clock = "cpu" | "wall"

/** Runs a task for some time, at least three times. */
const during = async (milliseconds: number, task: () => Promise<number>) => {
  const end = performance.now() + milliseconds
  const results: Array<number> = []
  while (results.length < 3 || performance.now() < end) results.push(await task())
  return results
}

/**
 * The microseconds of each operation of a task. The task runs for some time before, until it is compiled. What follows it
 * each time does not count.
 */
const measure = Effect.fnUntraced(function* <A>(
  clock: Clock,
  operations: number,
  task: Effect.Effect<A, unknown>,
  after: (result: A) => Effect.Effect<unknown, unknown> = () => Effect.void,
) {
  const run = Effect.runPromiseWith(yield* Effect.context<never>())
  const once = async () => {
    const results: Array<A> = []
    const { [clock]: time } = await timed(operations, async () => results.push(await run(task)))
    for (const result of results) await run(after(result))
    return time
  }
  return yield* Effect.promise(async () => {
    await during(300, once)
    const medians: Array<number> = []
    for (let group = 0; group < 3; group++) medians.push(median(await during(100, once)))
    return figureOf(medians)
  })
})

const costs = Effect.fnUntraced(function* (clock: Clock, size: number) {
  const store = yield* ConnectorStore
  const connector = connectorAt(size)
  const create = Effect.all(
    Array.from({ length: 32 }, () => store.create(connector)),
    { concurrency: 32 },
  )
  // Their number stays the same.
  const deleteAll = (created: ReadonlyArray<DomainJoinConnector>) =>
    Effect.forEach(created, ({ id }) => store.delete(id), { concurrency: 32 })
  const found: Record<string, Figure> = { create: yield* measure(clock, 32, create, deleteAll) }
  for (const [name, order] of Object.entries(orders)) {
    const page = (query: Partial<ConnectorQuery>) =>
      measure(clock, 1, store.list({ order, limit: 100, ...query }))
    const { next = "" } = yield* store.list({ order, limit: 100, skip: Math.floor(size / 2) })
    found[`first page, ${name}`] = yield* page({})
    found[`middle page, ${name}`] = yield* page({ after: next })
  }
  return found
})

const growth = Effect.fnUntraced(function* (clock: Clock, sizes: readonly [small: number, large: number]) {
  yield* fill(0, sizes[0])
  const small = yield* costs(clock, sizes[0])
  yield* fill(sizes[0], sizes[1])
  return { small, large: yield* costs(clock, sizes[1]) }
})

/** The ratio of two figures, between those of their extremes. */
const over = (large: Figure, small: Figure | undefined): Figure => ({
  value: large.value / (small?.value ?? Number.NaN),
  low: large.low / (small?.high ?? Number.NaN),
  high: large.high / (small?.low ?? Number.NaN),
})

const run = async function* (length: Length): AsyncIterable<Table> {
  const folder = await mkdtemp(join(tmpdir(), "odj-pages-"))
  const postgres = await startPostgres()
  const url = Redacted.make(await postgres.newDatabase())
  const stores: ReadonlyArray<readonly [name: string, Layer.Layer<ConnectorStore, unknown>, Clock, number]> =
    [
      ["memory", MemoryConnectorStore.layer, "cpu", 1_000_000],
      [
        "SQLite",
        SqliteConnectorStore.layer({ path: join(folder, "pages.db"), tenant: "one" }),
        "cpu",
        1_000_000,
      ],
      ["PostgreSQL", PostgresConnectorStore.layer({ url, tenant: "one" }), "wall", 200_000],
    ]
  try {
    const small = 1_000
    for (const [name, layer, clock, full] of stores) {
      const size = Math.max(2 * small, length.of(full))
      const found = await Effect.runPromise(Effect.provide(growth(clock, [small, size]), layer))
      const unit = clock === "cpu" ? "ms of CPU" : "ms"
      yield {
        title: `${name}: an operation with ${size.toLocaleString("en")} connectors, divided by the same with ${small.toLocaleString("en")} (less is better)`,
        rows: Object.fromEntries(
          Object.entries(found.large).map(([operation, large]) => [
            `${name}, ${operation}`,
            { times: over(large, found.small[operation]), [unit]: scaled(large, 1 / 1_000) },
          ]),
        ),
      }
    }
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

export const benchmark: Benchmark = {
  about: "how a create and a page of 100 grow from 1,000 connectors to a million",
  seconds: 85,
  run,
}
