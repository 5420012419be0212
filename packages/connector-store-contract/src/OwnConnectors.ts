/** The connectors that a law creates: their ids share a new prefix, so that it finds them in a store that is in use. */
import { assert } from "@effect/vitest"
import { ConnectorStore, type EntityFailure } from "@odj/core"
import { ConnectorFilter, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import { connector, newId, type Properties } from "./AnyConnector.ts"

/**
 * How data is generated: of a size in which timestamps have offsets and fractions, and always the same, so that a store
 * is judged alike each time.
 */
export const generation = { runs: 30, size: 50, seed: "contract" }

export const create = (properties: NewDomainJoinConnector) =>
  Effect.flatMap(ConnectorStore, (store) => store.create(properties))

/** Checks that what was asked for a connector fails, since there is none of that id. */
export const assertNotFound = <A>(
  asked: Effect.Effect<A, EntityFailure>,
  id: string,
  reason = "there is no connector of that id",
): Effect.Effect<void> =>
  Effect.map(Effect.result(asked), (result) => {
    const failure = Result.isFailure(result) ? result.failure : undefined
    assert.strictEqual(failure?._tag === "ConnectorNotFound" ? failure.id : failure?._tag, id, reason)
  })

/**
 * Creates connectors one after the other, and answers them with the filter that they alone match. Their ids begin alike
 * and end as given, or with their number.
 */
export const createOwn = Effect.fnUntraced(function* (connectors: ReadonlyArray<Properties>) {
  const beginning = yield* newId
  const created = yield* Effect.forEach(connectors, (properties, index) =>
    create(connector({ ...properties, id: `${beginning} ${properties.id ?? index}` })),
  )
  return { beginning, created, own: ConnectorFilter.startsWith("id", beginning) }
})

/** Ids that are nearly the given one, and yet others. */
export const nearly = (id: string): ReadonlyArray<string> => [
  id.toUpperCase(),
  `${id} `,
  ` ${id}`,
  id.slice(0, -1),
  id.normalize("NFD"),
]

/** An id that has neighbours: letters with cases, and one that Unicode can write in two ways. */
export const newIdWithNeighbours = Effect.map(newId, (id) => `${id} é`)
