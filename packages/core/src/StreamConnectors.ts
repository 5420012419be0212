/** The use case: read all the connectors that a query asks for, however many pages that takes. */
import type { DomainJoinConnector } from "@odj/domain"
import { Effect, Option, Stream } from "effect"
import { type ConnectorQuery, ConnectorStore, type ListFailure } from "./ConnectorStore.ts"

/**
 * The connectors of the query's page and of all that follow it, in pages of `limit`, which is at least 1. A page is
 * asked for only once all of the one before has been taken. Fails as the store fails, behind what came before that.
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
