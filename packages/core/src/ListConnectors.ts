/** The use case: list connectors. */
import { Effect } from "effect"
import { type ConnectorQuery, ConnectorStore } from "./ConnectorStore.ts"

/**
 * Returns one page of the connectors in the {@link ConnectorStore}. Fails with a failure of the store.
 *
 * @example
 * ```ts
 * import { createConnector, listConnectors } from "@odj/core"
 * import { ConnectorFilter, exampleConnector } from "@odj/domain"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 * import { Effect } from "effect"
 *
 * const filter = ConnectorFilter.equals("state", "error")
 * const list = Effect.andThen(createConnector(exampleConnector), listConnectors({ filter, limit: 10 }))
 * const page = await Effect.runPromise(Effect.provide(list, MemoryConnectorStore.layer))
 * console.log(page.connectors.length, page.next) // => 1 undefined
 * ```
 */
export const listConnectors = Effect.fnUntraced(function* (query: ConnectorQuery) {
  const store = yield* ConnectorStore
  return yield* store.list(query)
})
