/**
 * A process of `memory.ts`: fills a contender with connectors, and prints the bytes of memory that each of them takes. Needs
 * `--expose-gc`.
 */
import assert from "node:assert/strict"
import { ConnectorStore, createConnector } from "@odj/core"
import { DomainJoinConnectorState, exampleConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect } from "effect"

interface Keeper {
  readonly create: (input: unknown) => void
  readonly count: () => number
}

const odj = (): Keeper => {
  const store = Effect.runSync(MemoryConnectorStore.make)
  return {
    create: (input) => Effect.runSync(Effect.provideService(createConnector(input), ConnectorStore, store)),
    count: () => Effect.runSync(store.list({ limit: 0, count: true })).count ?? 0,
  }
}

const map = (): Keeper => {
  const connectors = new Map<string, object>()
  return {
    create: (input) => {
      const id = crypto.randomUUID()
      const { displayName, lastConnectionDateTime, state, version } = input as Record<string, unknown>
      connectors.set(id, { id, displayName, lastConnectionDateTime, state, version })
    },
    count: () => connectors.size,
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
const [name = "", count = ""] = process.argv.slice(2)
const make = keepers[name]
const size = Number(count)
assert(make !== undefined, `expected one of ${Object.keys(keepers).join(", ")}`)

// Memory that is allocated only once does not count.
fill(make(), 1_000)
const before = bytesUsed()
const keeper = fill(make(), size)
const bytes = (bytesUsed() - before) / size
assert.equal(keeper.count(), size)

console.log(bytes)
