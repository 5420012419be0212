/** The use case: list connectors. */
import { Effect } from "effect"
import { type ConnectorQuery, ConnectorStore } from "./ConnectorStore.ts"

/** Answers one page of the {@link ConnectorStore}'s connectors. Fails as the store fails. */
export const listConnectors = Effect.fnUntraced(function* (query: ConnectorQuery) {
  const store = yield* ConnectorStore
  return yield* store.list(query)
})
