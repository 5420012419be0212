/** The use case: read all connectors of a query, page by page. */
import type { DomainJoinConnector } from "@odj/domain"
import { Effect, Option, Stream } from "effect"
import { type ConnectorQuery, ConnectorStore, type ListFailure } from "./ConnectorStore.ts"

/**
 * Streams all connectors of a query. `limit` is the size of the pages that are read, 1 or more. Each page is read when the
 * page before it is consumed. If the store fails, the stream fails after the connectors of the earlier pages.
 *
 * @example
 * ```ts
 * import { createConnector, streamConnectors } from "@odj/core"
 * import { exampleConnector } from "@odj/domain"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 * import { Effect, Stream } from "effect"
 *
 * const count = Stream.runCount(streamConnectors({ limit: 2 }))
 * const creates = Effect.replicateEffect(createConnector(exampleConnector), 5)
 * const program = Effect.andThen(creates, count).pipe(Effect.provide(MemoryConnectorStore.layer))
 * console.log(await Effect.runPromise(program)) // => 5
 * ```
 */
export const streamConnectors = (
  query: Omit<ConnectorQuery, "count">,
): Stream.Stream<DomainJoinConnector, ListFailure, ConnectorStore> =>
  Stream.paginate(
    query,
    Effect.fnUntraced(function* (page: typeof query) {
      const store = yield* ConnectorStore
      const { connectors, next } = yield* store.list(page)
      return [connectors, Option.map(Option.fromUndefinedOr(next), (after) => ({ ...query, after }))] as const
    }),
  )
