/** The use case: get a connector. */
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { ConnectorStore } from "./ConnectorStore.ts"

/** Returns the connector with that id from the {@link ConnectorStore}. Fails with a failure of the store, such as `ConnectorNotFound`. */
export const getConnector = Effect.fnUntraced(function* (id: string) {
  const store = yield* ConnectorStore
  return yield* store.get(yield* possibleId(id))
})
