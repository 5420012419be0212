/** The use case: delete a connector. */
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { ConnectorStore } from "./ConnectorStore.ts"

/** Deletes the connector with that id from the {@link ConnectorStore}. Fails with a failure of the store, such as `ConnectorNotFound`. */
export const deleteConnector = Effect.fnUntraced(function* (id: string) {
  const store = yield* ConnectorStore
  return yield* store.delete(yield* possibleId(id))
})
