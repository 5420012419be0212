/** Which texts can be the id of a connector: a store is not asked for any other. */
import { DomainJoinConnector } from "@odj/domain"
import { Effect, Schema } from "effect"
import { ConnectorNotFound } from "./ConnectorStore.ts"

const isConnectorId = Schema.is(DomainJoinConnector.fields.id)

/** Fails with {@link ConnectorNotFound} where no connector can have the id. */
export const possibleId = (id: string): Effect.Effect<string, ConnectorNotFound> =>
  isConnectorId(id) ? Effect.succeed(id) : new ConnectorNotFound({ id })
