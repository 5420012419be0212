/** Checks ids before a store is called: it is never called with a text that no connector can have as its id. */
import { DomainJoinConnector } from "@odj/domain"
import { Effect, Schema } from "effect"
import { ConnectorNotFound } from "./ConnectorStore.ts"

const isConnectorId = Schema.is(DomainJoinConnector.fields.id)

/** Returns the id, or fails with {@link ConnectorNotFound} if no connector can have it. */
export const possibleId = (id: string): Effect.Effect<string, ConnectorNotFound> =>
  isConnectorId(id) ? Effect.succeed(id) : new ConnectorNotFound({ id })
