/** Builds connectors for tests. */
import { validate } from "@odj/core"
import { exampleConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"

/** Properties as a caller gives them. */
export type Properties = Partial<typeof NewDomainJoinConnector.Encoded>

/** A connector with the given properties. The others are those of the Graph reference's example, with a unique name. */
export const connector = (properties: Properties = {}): NewDomainJoinConnector =>
  Result.getOrThrow(
    validate({ ...exampleConnector, displayName: `connector ${crypto.randomUUID()}`, ...properties }),
  )

/** A connector as a store holds it, with a new id unless one is given. It is a valid input of a create too. */
export const storedConnector = (properties: Properties = {}): Required<NewDomainJoinConnector> => ({
  ...connector(properties),
  id: properties.id ?? crypto.randomUUID(),
})

/** A new, unused id. */
export const newId = Effect.sync(() => `contract-${crypto.randomUUID()}`)
