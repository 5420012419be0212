/** The use case: read all connectors of a query, page by page. */
import type { DomainJoinConnector, UnreadableConnector } from "@odj/domain"
import { Effect, Option, Stream } from "effect"
import {
  type ConnectorQuery,
  ConnectorStore,
  ConnectorsUnreadable,
  type ListFailure,
} from "./ConnectorStore.ts"

/** What to do with connectors that can't be read. */
export interface StreamOptions<E, R> {
  /** Runs for the unreadable connectors of each page, before the other connectors of the page. By default it fails. */
  readonly onUnreadable: (connectors: ReadonlyArray<UnreadableConnector>) => Effect.Effect<unknown, E, R>
}

const failing: StreamOptions<ConnectorsUnreadable, never> = {
  onUnreadable: (connectors) => new ConnectorsUnreadable({ connectors }),
}

/**
 * Streams all connectors of a query. `limit` is the size of the pages that are read, 1 or more. Each page is read when the
 * page before it is consumed. If the store fails, the stream fails after the connectors of the earlier pages.
 *
 * If connectors of a page can't be read, the stream fails with `ConnectorsUnreadable`, so nothing is missing unnoticed. With
 * `onUnreadable` it continues, unless that fails.
 *
 * @example
 * ```ts
 * import { createConnector, streamConnectors } from "@odj/core"
 * import { exampleConnector, unreadableText } from "@odj/domain"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 * import { Console, Effect, Stream } from "effect"
 *
 * const connectors = streamConnectors(
 *   { limit: 2 },
 *   { onUnreadable: (unreadable) => Console.warn(unreadable.map(unreadableText).join("\n")) },
 * )
 * const creates = Effect.replicateEffect(createConnector(exampleConnector), 5)
 * const program = Effect.andThen(creates, Stream.runCount(connectors)).pipe(
 *   Effect.provide(MemoryConnectorStore.layer),
 * )
 * console.log(await Effect.runPromise(program)) // => 5
 * ```
 */
export const streamConnectors: {
  (
    query: Omit<ConnectorQuery, "count">,
  ): Stream.Stream<DomainJoinConnector, ListFailure | ConnectorsUnreadable, ConnectorStore>
  <E, R>(
    query: Omit<ConnectorQuery, "count">,
    options: StreamOptions<E, R>,
  ): Stream.Stream<DomainJoinConnector, ListFailure | E, ConnectorStore | R>
} = <E, R>(
  query: Omit<ConnectorQuery, "count">,
  { onUnreadable }: StreamOptions<E | ConnectorsUnreadable, R> = failing,
): Stream.Stream<DomainJoinConnector, ListFailure | ConnectorsUnreadable | E, ConnectorStore | R> =>
  Stream.paginate(
    query,
    Effect.fnUntraced(function* (page: typeof query) {
      const store = yield* ConnectorStore
      const { connectors, unreadable, next } = yield* store.list(page)
      if (unreadable !== undefined) yield* onUnreadable(unreadable)
      return [connectors, Option.map(Option.fromUndefinedOr(next), (after) => ({ ...query, after }))] as const
    }),
  )
