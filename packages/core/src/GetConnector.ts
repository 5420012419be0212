/** The use case: get a connector. */
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { ConnectorStore } from "./ConnectorStore.ts"

/** Answers the connector of that id from the {@link ConnectorStore}. Fails as the store fails, `ConnectorNotFound` among it. */
export const getConnector = Effect.fnUntraced(function* (id: string) {
  const store = yield* ConnectorStore
  return yield* store.get(yield* possibleId(id))
})
