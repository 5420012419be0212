/** The connectors that a law creates. Their ids share a new prefix, by which the law finds them in a store in use. */
import { assert } from "@effect/vitest"
import { ConnectorStore, type EntityFailure } from "@odj/core"
import { ConnectorFilter, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import { connector, newId, type Properties } from "./AnyConnector.ts"

/**
 * How data is generated: large enough that timestamps have offsets and fractions, and with a fixed seed, so every run tests
 * the same data.
 */
export const generation = { runs: 30, size: 50, seed: "contract" }

export const create = (properties: NewDomainJoinConnector) =>
  Effect.flatMap(ConnectorStore, (store) => store.create(properties))

/** Checks that the operation fails with `ConnectorNotFound` and that id. */
export const assertNotFound = <A>(
  operation: Effect.Effect<A, EntityFailure>,
  id: string,
  reason = "there is no connector with that id",
): Effect.Effect<void> =>
  Effect.map(Effect.result(operation), (result) => {
    const failure = Result.isFailure(result) ? result.failure : undefined
    assert.strictEqual(failure?._tag === "ConnectorNotFound" ? failure.id : failure?._tag, id, reason)
  })

/**
 * Creates connectors in sequence, and returns them with a filter that matches only them. Their ids share a new prefix and
 * end with the given id, or with their index.
 */
export const createWithPrefix = Effect.fnUntraced(function* (connectors: ReadonlyArray<Properties>) {
  const prefix = yield* newId
  const created = yield* Effect.forEach(connectors, (properties, index) =>
    create(connector({ ...properties, id: `${prefix} ${properties.id ?? index}` })),
  )
  return { prefix, created, hasPrefix: ConnectorFilter.startsWith("id", prefix) }
})

/** Ids that are similar to the given one but different. */
export const similarTo = (id: string): ReadonlyArray<string> => [
  id.toUpperCase(),
  `${id} `,
  ` ${id}`,
  id.slice(0, -1),
  id.normalize("NFD"),
]

/** A new id that has letters in both cases, and a letter that Unicode encodes in two ways. */
export const newIdWithSimilarOnes = Effect.map(newId, (id) => `${id} é`)
