/** The use case: delete a connector. */
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { ConnectorStore } from "./ConnectorStore.ts"

/** Deletes the connector of that id from the {@link ConnectorStore}. Fails as the store fails, `ConnectorNotFound` among it. */
export const deleteConnector = Effect.fnUntraced(function* (id: string) {
  const store = yield* ConnectorStore
  return yield* store.delete(yield* possibleId(id))
})
