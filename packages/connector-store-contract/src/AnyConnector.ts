/** Makes connectors for tests: those that a law needs, and those of any other test that needs one. */
import { validate } from "@odj/core"
import { exampleConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"

/** Properties as a caller gives them. */
export type Properties = Partial<typeof NewDomainJoinConnector.Encoded>

/** A connector with these properties, and for the others the values of the reference's example, but for a name of its own. */
export const connector = (properties: Properties = {}): NewDomainJoinConnector =>
  Result.getOrThrow(
    validate({ ...exampleConnector, displayName: `connector ${crypto.randomUUID()}`, ...properties }),
  )

/** A connector as a store has it, with an id of its own unless one is given. It can be created as it is. */
export const storedConnector = (properties: Properties = {}): Required<NewDomainJoinConnector> => ({
  ...connector(properties),
  id: properties.id ?? crypto.randomUUID(),
})

/** An id that nothing else uses. */
export const newId = Effect.sync(() => `contract-${crypto.randomUUID()}`)
