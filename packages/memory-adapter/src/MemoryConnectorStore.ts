/** A `ConnectorStore` in memory: it lives as long as its layer, and nothing of it is kept. */
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStore,
  type CreateResult,
  type IdempotencyKey,
  IdempotencyKeyReused,
  isSameIntent,
} from "@odj/core"
import { type DomainJoinConnector, type NewDomainJoinConnector, withId } from "@odj/domain"
import { Clock, Effect, Layer, Result } from "effect"
import { readPage } from "./ConnectorPages.ts"
import { ConnectorTable } from "./ConnectorTable.ts"
import { KnownKeys } from "./KnownKeys.ts"

/**
 * A GUID in one piece. Some releases of Node.js join it from many and keep them all, which takes six times the room;
 * a change of case, though it changes nothing, makes one text of them.
 */
const newGuid = () => crypto.randomUUID().toLowerCase()

/** Makes a store that is empty. */
export const make: Effect.Effect<ConnectorStore["Service"]> = Effect.sync(() => {
  const table = new ConnectorTable()
  const keys = new KnownKeys()

  const freeId = (): string => {
    const id = newGuid()
    return table.has(id) ? freeId() : id
  }

  // Looking and writing are one step that nothing can interleave.
  const create = (connector: NewDomainJoinConnector): CreateResult => {
    const id = connector.id ?? freeId()
    if (table.has(id)) return Result.fail(new ConnectorAlreadyExists({ id }))
    const stored = withId(id, connector)
    table.add(stored)
    return Result.succeed(stored)
  }

  const createOnce = (connector: NewDomainJoinConnector, key: IdempotencyKey, now: number): CreateResult => {
    const known = keys.get(key, now)
    if (known === undefined) {
      const isIdGiven = connector.id !== undefined
      return Result.map(create(connector), (connector) => keys.add(key, { connector, isIdGiven }, now))
    }
    return isSameIntent(connector, known)
      ? Result.succeed(known.connector)
      : Result.fail(new IdempotencyKeyReused({ key }))
  }

  return ConnectorStore.of({
    create: (connector, { idempotencyKey } = {}) =>
      idempotencyKey === undefined
        ? Effect.suspend(() => Effect.fromResult(create(connector)))
        : Effect.flatMap(Clock.currentTimeMillis, (now) =>
            Effect.fromResult(createOnce(connector, idempotencyKey, now)),
          ),

    createMany: (connectors) => Effect.sync(() => connectors.map(create)),

    get: (id) =>
      Effect.suspend(() => {
        const connector = table.get(id)
        return connector === undefined ? new ConnectorNotFound({ id }) : Effect.succeed(connector)
      }),

    list: (query) => readPage(table, query),

    // A connector that was handed out stays as it was: another one takes its place.
    update: (id, patch) =>
      Effect.suspend(() => {
        const connector = table.get(id)
        if (connector === undefined) return new ConnectorNotFound({ id })
        const changed: DomainJoinConnector = { ...connector, ...patch }
        table.replace(changed)
        return Effect.succeed(changed)
      }),

    delete: (id) => Effect.suspend(() => (table.remove(id) ? Effect.void : new ConnectorNotFound({ id }))),
  })
})

/** An empty store, its own for every build of the layer. */
export const layer = Layer.effect(ConnectorStore, make)
