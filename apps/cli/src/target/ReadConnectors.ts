/** Reads the connectors of the target. Those that can't be read do not end the list: they are collected. */
import { type ConnectorQuery, ConnectorsUnreadable, streamConnectors } from "@odj/core"
import type { UnreadableConnector } from "@odj/domain"
import { Effect } from "effect"

export const readConnectors = (query: Omit<ConnectorQuery, "count">) => {
  const unreadable: Array<UnreadableConnector> = []
  const onUnreadable = (found: ReadonlyArray<UnreadableConnector>) =>
    Effect.sync(() => {
      for (const connector of found) unreadable.push(connector)
    })
  return {
    connectors: streamConnectors(query, { onUnreadable }),
    /** The connectors so far that can't be read. */
    unreadable: unreadable as ReadonlyArray<UnreadableConnector>,
    /** Fails with `ConnectorsUnreadable` if there are any so far. */
    failIfUnreadable: Effect.suspend(() =>
      unreadable.length === 0 ? Effect.void : new ConnectorsUnreadable({ connectors: unreadable }),
    ),
  }
}
