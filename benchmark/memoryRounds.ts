/**
 * One process of `memory.ts`: fills the contender named on the command line with a million connectors. It prints the
 * bytes of memory for each connector, and the nanoseconds for the pages of each round, as JSON. Needs `--expose-gc`.
 */
import assert from "node:assert/strict"
import { ConnectorStore, createConnector } from "@odj/core"
import { DomainJoinConnectorState, exampleConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect } from "effect"

interface Keeper {
  readonly create: (input: unknown) => void
  readonly count: () => number
  /** Returns how many connectors are on a page of a hundred. */
  readonly firstPage: () => number
  readonly middlePage: () => number
}

const size = 1_000_000
const middle = size / 2
const limit = 100

const odj = (): Keeper => {
  const store = Effect.runSync(MemoryConnectorStore.make)
  const list = (query: Parameters<typeof store.list>[0]) => Effect.runSync(store.list(query))
  let after: string | undefined
  return {
    create: (input) => Effect.runSync(Effect.provideService(createConnector(input), ConnectorStore, store)),
    count: () => list({ limit: 0, count: true }).count ?? 0,
    firstPage: () => list({ limit }).connectors.length,
    middlePage: () => {
      after ??= list({ limit: middle }).next ?? ""
      return list({ limit, after }).connectors.length
    },
  }
}

/** In a `Map`, a page can only be reached by iteration over everything before it. */
const map = (): Keeper => {
  const connectors = new Map<string, object>()
  const page = (skip: number) => {
    const shown: Array<object> = []
    let index = 0
    for (const connector of connectors.values()) {
      if (index++ >= skip && shown.push(connector) === limit) break
    }
    return shown.length
  }
  return {
    create: (input) => {
      const id = crypto.randomUUID()
      const { displayName, lastConnectionDateTime, state, version } = input as Record<string, unknown>
      connectors.set(id, { id, displayName, lastConnectionDateTime, state, version })
    },
    count: () => connectors.size,
    firstPage: () => page(0),
    middlePage: () => page(middle),
  }
}

/** The body of a request. All connectors have different names and timestamps. */
const bodyOf = (number: number) =>
  JSON.stringify({
    ...exampleConnector,
    displayName: `HQ connector ${String(number).padStart(6, "0")}`,
    lastConnectionDateTime: `2016-12-31T${new Date(number * 86).toISOString().slice(11, 19)}.${String(number).padStart(7, "0")}-08:00`,
    state: DomainJoinConnectorState.literals[number % 3],
    version: "6.2504.2001.8",
  })

/** The bytes of objects and of arrays of numbers. */
const bytesUsed = () => {
  assert(globalThis.gc !== undefined, "run with --expose-gc")
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const fill = (keeper: Keeper, count: number) => {
  for (let number = 0; number < count; number++) keeper.create(JSON.parse(bodyOf(number)))
  return keeper
}

const keepers: Readonly<Record<string, () => Keeper>> = { odj, map }
const make = keepers[process.argv[2] ?? ""]
assert(make !== undefined, `expected one of ${Object.keys(keepers).join(", ")}`)

// Memory that is allocated only once does not count.
fill(make(), 1_000)
const before = bytesUsed()
const keeper = fill(make(), size)
const bytes = (bytesUsed() - before) / size
assert.equal(keeper.count(), size)

const nanoseconds = (page: () => number) => {
  const times = 20
  const start = process.hrtime.bigint()
  for (let time = 0; time < times; time++) assert.equal(page(), limit)
  return Number(process.hrtime.bigint() - start) / times
}

const first: Array<number> = []
const fromMiddle: Array<number> = []
const warmUp = 5
for (let round = -warmUp; round < 21; round++) {
  const measured = [nanoseconds(keeper.firstPage), nanoseconds(keeper.middlePage)] as const
  if (round < 0) continue
  first.push(measured[0])
  fromMiddle.push(measured[1])
}

console.log(JSON.stringify({ bytes, first, middle: fromMiddle }))
