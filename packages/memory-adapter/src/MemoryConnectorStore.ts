/** A `ConnectorStore` in memory: it lives as long as its layer, and nothing of it is kept. */
import { ConnectorAlreadyExists, ConnectorStore } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Effect, Layer } from "effect"

const make = Effect.sync(() => {
  const connectors = new Map<string, DomainJoinConnector>()

  const freeId = (): string => {
    const id = crypto.randomUUID()
    return connectors.has(id) ? freeId() : id
  }

  return ConnectorStore.of({
    // Looking and writing are one step that nothing can interleave.
    create: (connector) =>
      Effect.suspend(() => {
        const id = connector.id ?? freeId()
        if (connectors.has(id)) return new ConnectorAlreadyExists({ id })
        const { displayName, lastConnectionDateTime, state, version } = connector
        const stored: DomainJoinConnector = { id, displayName, lastConnectionDateTime, state, version }
        connectors.set(id, stored)
        return Effect.succeed(stored)
      }),
  })
})

/** An empty store, its own for every build of the layer. */
export const layer = Layer.effect(ConnectorStore, make)
