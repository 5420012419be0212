/**
 * The connectors that a law makes, which it tells from all others in the store by their ids: nobody has used the
 * beginnings of those.
 */
import { assert } from "@effect/vitest"
import { ConnectorStore, type EntityFailure, validate } from "@odj/core"
import type { ConnectorFilter, ConnectorProperty, FilterOperand, NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"

/**
 * How data is generated: of a size in which timestamps have offsets and fractions, and always the same, so that a store
 * is judged alike each time.
 */
export const generation = { runs: 30, size: 50, seed: "contract" }

export type Properties = Partial<typeof NewDomainJoinConnector.Encoded>

/** A connector with these properties, and others that any connector may have. */
export const connector = (properties: Properties = {}): NewDomainJoinConnector =>
  Result.getOrThrow(
    validate({
      displayName: `contract ${crypto.randomUUID()}`,
      lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
      state: "error",
      version: "Version value",
      ...properties,
    }),
  )

/** An id that nobody has used. */
export const newId = Effect.sync(() => `contract-${crypto.randomUUID()}`)

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

export const property = (property: ConnectorProperty): FilterOperand => ({ _tag: "Property", property })

export const literal = (value: string | null): FilterOperand => ({ _tag: "Literal", value })

/**
 * Creates connectors one after the other, and answers them with the filter that they alone match. Their ids begin alike
 * and end as given, or with their number.
 */
export const createOwn = Effect.fnUntraced(function* (connectors: ReadonlyArray<Properties>) {
  const beginning = yield* newId
  const created = yield* Effect.forEach(connectors, (properties, index) =>
    create(connector({ ...properties, id: `${beginning} ${properties.id ?? index}` })),
  )
  const own: ConnectorFilter = { _tag: "StartsWith", text: property("id"), part: literal(beginning) }
  return { beginning, created, own }
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
