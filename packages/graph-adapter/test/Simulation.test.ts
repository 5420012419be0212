/**
 * Tests over ten thousand intents that none makes two connectors, whatever the network and the service do.
 *
 * Client, network and service run in one process with one clock and one random number generator. A failure prints its
 * seed, and `ODJ_SEED` replays it.
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

/** One in ten is equal to the one before, and in flight at the same time. */
const intents: ReadonlyArray<NewDomainJoinConnector> = Array.from(
  { length: intentsPerWorld },
  (_, index) => ({
    ...example,
    displayName: `PC-${index % 10 === 1 ? index - 1 : index}`,
  }),
)

type Create = ConnectorStore["Service"]["create"]

/** The results of the intents, and the connectors of the service in the end. */
interface World {
  readonly results: ReadonlyArray<CreateResult>
  readonly connectors: ReadonlyArray<DomainJoinConnector>
}

const run = (
  seed: number,
  repeatability: UnreliableService.Repeatability,
  settings: GraphConnectorStore.CreateSettings,
  adapted: (create: Create) => Create,
): Effect.Effect<World, InsecureAddress> => {
  const service = UnreliableService.make(repeatability)
  const store = GraphConnectorStore.layer({ baseUrl: new URL("https://graph.example/beta"), ...settings })
  return Effect.gen(function* () {
    const { create } = yield* ConnectorStore
    const results = yield* passing(
      Effect.forEach(intents, (intent) => Effect.result(adapted(create)(intent)), { concurrency: 10 }),
    )
    // Abandoned requests may still be processed.
    yield* TestClock.adjust("2 minutes")
    return { results, connectors: service.connectors() }
  }).pipe(Effect.provide(Layer.provide(store, service.client)), Random.withSeed(seed))
}

const outcomeOf = (result: CreateResult) => (Result.isSuccess(result) ? "Created" : result.failure._tag)

/** The violations of what must always hold, one sentence each. */
const violations = ({ results, connectors }: World): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const name of new Set(intents.map(({ displayName }) => displayName))) {
    const objects = connectors.filter(({ displayName }) => displayName === name).length
    const outcomes = results.filter((_, index) => intents[index]?.displayName === name).map(outcomeOf)
    const possible = outcomes.filter((outcome) => outcome === "Created" || outcome === "CreateOutcomeUnknown")
    if (objects > outcomes.length) found.push(`${name}: ${objects} connectors of ${outcomes.length} intents`)
    else if (objects > possible.length)
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
  repeatability: UnreliableService.Repeatability,
  settings: GraphConnectorStore.CreateSettings,
]

/** By kind of service and store: the number of runs, two hundred in all, and their settings. */
const kinds: Record<string, Kind> = {
  "without repeatable requests": [100, "unsupported", {}],
  "with repeatable requests": [60, "supported", {}],
  "without repeatable requests, with reconciling": [20, "unsupported", { reconcile: true }],
  "with repeatable requests, with reconciling": [20, "supported", { reconcile: true }],
}

const seeds = (worlds: number) =>
  Array.from({ length: isReplay ? 1 : worlds }, (_, index) => firstSeed + index)

describe(`Ten thousand creates, from seed ${firstSeed} on,`, () => {
  for (const [name, [worlds, repeatability, settings]] of Object.entries(kinds)) {
    it.effect(
      `store at most one connector each, and return it if they succeed, ${name}`,
      () =>
        Effect.gen(function* () {
          const outcomes = new Set<string>()
          for (const seed of seeds(worlds)) {
            const world = yield* run(seed, repeatability, settings, asIs)
            assert.deepStrictEqual(violations(world), [], `ODJ_SEED=${seed}`)
            for (const result of world.results) outcomes.add(outcomeOf(result))
          }
          assert.includeMembers([...outcomes], isReplay ? [] : ["Created", "CreateOutcomeUnknown"])
        }),
      120_000,
    )
  }

  it.effect("store more if a client retries every failure", () =>
    Effect.gen(function* () {
      const blindly =
        (create: Create): Create =>
        (connector) =>
          Effect.retry(create(connector), { times: 3 })
      const found: Array<string> = []
      for (const seed of seeds(3)) found.push(...violations(yield* run(seed, "unsupported", {}, blindly)))
      assert.match(found.join("\n"), /2 connectors of 1 intents/)
    }),
  )

  it.effect("store more if the service only pretends to support repeatable requests", () =>
    Effect.gen(function* () {
      const found: Array<string> = []
      for (const seed of seeds(3)) found.push(...violations(yield* run(seed, "pretended", {}, asIs)))
      assert.match(found.join("\n"), /2 connectors of 1 intents/)
    }),
  )
})
