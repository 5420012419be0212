/** Checks ids before a store is called. A text that can't be the id of any connector never reaches a store. */
import { DomainJoinConnector } from "@odj/domain"
import { Effect, Schema } from "effect"
import { ConnectorNotFound } from "./ConnectorStore.ts"

const isConnectorId = Schema.is(DomainJoinConnector.fields.id)

/** Returns the id, or fails with {@link ConnectorNotFound} if it can't be the id of any connector. */
export const possibleId = (id: string): Effect.Effect<string, ConnectorNotFound> =>
  isConnectorId(id) ? Effect.succeed(id) : Effect.fail(new ConnectorNotFound({ id }))
