/** The use case: get a connector. */
import type { DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { ConnectorStore, type EntityFailure } from "./ConnectorStore.ts"

/** Like {@link getConnector}, in this store. */
export const getConnectorIn = (
  store: ConnectorStore["Service"],
  id: string,
): Effect.Effect<DomainJoinConnector, EntityFailure> =>
  Effect.flatMapEager(possibleId(id), (id) => store.get(id))

/** Returns the connector with that id from the {@link ConnectorStore}. Fails with a failure of the store, such as `ConnectorNotFound`. */
export const getConnector = (id: string) =>
  Effect.flatMap(ConnectorStore, (store) => getConnectorIn(store, id))
