/**
 * Shows over ten thousand intents to create that none makes two connectors, whatever the network and the service do.
 *
 * Client, network and service run in one process, on one clock and one source of chance. A failure tells the seed with
 * which it is seen again: as `ODJ_SEED`.
 */
import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, type CreateResult } from "@odj/core"
import type { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { Effect, Layer, Random, Result } from "effect"
import { TestClock } from "effect/testing"
import { GraphConnectorStore, type InsecureAddress } from "../src/index.ts"
import { passing } from "./passing.ts"
import { seed as example } from "./seed.ts"
import * as UnreliableService from "./UnreliableService.ts"

const firstSeed = Number(process.env.ODJ_SEED ?? 1)
const isReplay = process.env.ODJ_SEED !== undefined
const intentsPerWorld = 50

/** One in ten is equal to the one before, and under way at the same time. */
const intents: ReadonlyArray<NewDomainJoinConnector> = Array.from(
  { length: intentsPerWorld },
  (_, index) => ({
    ...example,
    displayName: `PC-${index % 10 === 1 ? index - 1 : index}`,
  }),
)

type Create = ConnectorStore["Service"]["create"]

/** What became of the intents, and what the service has in the end. */
interface World {
  readonly results: ReadonlyArray<CreateResult>
  readonly connectors: ReadonlyArray<DomainJoinConnector>
}

const run = (
  seed: number,
  memory: UnreliableService.Memory,
  settings: GraphConnectorStore.CreateSettings,
  adapted: (create: Create) => Create,
): Effect.Effect<World, InsecureAddress> => {
  const service = UnreliableService.make(memory)
  const store = GraphConnectorStore.layer({ baseUrl: new URL("https://graph.example/beta"), ...settings })
  return Effect.gen(function* () {
    const { create } = yield* ConnectorStore
    const results = yield* passing(
      Effect.forEach(intents, (intent) => Effect.result(adapted(create)(intent)), { concurrency: 10 }),
    )
    // What was given up may still be carried out.
    yield* TestClock.adjust("2 minutes")
    return { results, connectors: service.connectors() }
  }).pipe(Effect.provide(Layer.provide(store, service.client)), Random.withSeed(seed))
}

const outcomeOf = (result: CreateResult) => (Result.isSuccess(result) ? "Created" : result.failure._tag)

/** What must never be, told in a sentence each. */
const violations = ({ results, connectors }: World): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const name of new Set(intents.map(({ displayName }) => displayName))) {
    const objects = connectors.filter(({ displayName }) => displayName === name).length
    const outcomes = results.filter((_, index) => intents[index]?.displayName === name).map(outcomeOf)
    const perhaps = outcomes.filter((outcome) => outcome === "Created" || outcome === "CreateOutcomeUnknown")
    if (objects > outcomes.length) found.push(`${name}: ${objects} connectors of ${outcomes.length} intents`)
    else if (objects > perhaps.length)
      found.push(`${name}: ${objects} connectors after ${outcomes.join(", ")}`)
  }
  const created = results.flatMap((result, index) =>
    Result.isSuccess(result) ? [{ intent: intents[index], connector: result.success }] : [],
  )
  for (const { intent, connector } of created) {
    const stored = connectors.find(({ id }) => id === connector.id)
    if (stored === undefined || stored.displayName !== intent?.displayName) {
      found.push(`${intent?.displayName}: ${connector.id} is not what was created`)
    }
  }
  if (new Set(created.map(({ connector }) => connector.id)).size < created.length) {
    found.push("One connector was given for two intents")
  }
  return found
}

const asIs = (create: Create): Create => create

type Kind = readonly [
  worlds: number,
  memory: UnreliableService.Memory,
  settings: GraphConnectorStore.CreateSettings,
]

/** What the service knows of creates, and what is done about unknown outcomes, and in how many worlds: two hundred in all. */
const kinds: Record<string, Kind> = {
  "where it forgets them": [100, "none", {}],
  "where it knows them again": [60, "said", {}],
  "where it forgets them, with reconciling": [20, "none", { reconcile: true }],
  "where it knows them again, with reconciling": [20, "said", { reconcile: true }],
}

const seeds = (worlds: number) =>
  Array.from({ length: isReplay ? 1 : worlds }, (_, index) => firstSeed + index)

describe(`Ten thousand intents to create, from seed ${firstSeed} on,`, () => {
  for (const [name, [worlds, memory, settings]] of Object.entries(kinds)) {
    it.effect(
      `make at most one connector each, and a success is one of them, ${name}`,
      () =>
        Effect.gen(function* () {
          const outcomes = new Set<string>()
          for (const seed of seeds(worlds)) {
            const world = yield* run(seed, memory, settings, asIs)
            assert.deepStrictEqual(violations(world), [], `ODJ_SEED=${seed}`)
            for (const result of world.results) outcomes.add(outcomeOf(result))
          }
          assert.includeMembers([...outcomes], isReplay ? [] : ["Created", "CreateOutcomeUnknown"])
        }),
      120_000,
    )
  }

  it.effect("make more where a client sends again whatever fails", () =>
    Effect.gen(function* () {
      const blindly =
        (create: Create): Create =>
        (connector) =>
          Effect.retry(create(connector), { times: 3 })
      const found: Array<string> = []
      for (const seed of seeds(3)) found.push(...violations(yield* run(seed, "none", {}, blindly)))
      assert.match(found.join("\n"), /2 connectors of 1 intents/)
    }),
  )

  it.effect("make more where the service says that it knows them again, and does not", () =>
    Effect.gen(function* () {
      const found: Array<string> = []
      for (const seed of seeds(3)) found.push(...violations(yield* run(seed, "pretended", {}, asIs)))
      assert.match(found.join("\n"), /2 connectors of 1 intents/)
    }),
  )
})
