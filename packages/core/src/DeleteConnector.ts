/** The use case: delete a connector. */
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { ConnectorStore, type EntityFailure } from "./ConnectorStore.ts"

/** Like {@link deleteConnector}, in this store. */
export const deleteConnectorIn = (
  store: ConnectorStore["Service"],
  id: string,
): Effect.Effect<void, EntityFailure> => Effect.flatMapEager(possibleId(id), (id) => store.delete(id))

/** Deletes the connector with that id from the {@link ConnectorStore}. Fails with a failure of the store, such as `ConnectorNotFound`. */
export const deleteConnector = (id: string) =>
  Effect.flatMap(ConnectorStore, (store) => deleteConnectorIn(store, id))
