/** A `ConnectorStore` in memory, which lives as long as its layer. */
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStore,
  type CreateResult,
  type IdempotencyKey,
  IdempotencyKeyReused,
  isRetryOf,
  synchronous,
} from "@odj/core"
import { type DomainJoinConnector, type NewDomainJoinConnector, withId } from "@odj/domain"
import { Clock, Effect, Layer, Result } from "effect"
import { readPage } from "./ConnectorPages.ts"
import { ConnectorTable } from "./ConnectorTable.ts"
import { IdempotencyKeys } from "./IdempotencyKeys.ts"

/**
 * A new GUID as a flat string. Some releases of Node.js build it from many parts and keep all of them, which takes six
 * times the memory; `toLowerCase` changes nothing but flattens it.
 */
const newGuid = () => crypto.randomUUID().toLowerCase()

/** Makes an empty store. */
export const make: Effect.Effect<ConnectorStore["Service"]> = Effect.sync(() => {
  const table = new ConnectorTable()
  const keys = new IdempotencyKeys()

  // The check and the write are one step.
  const create = (connector: NewDomainJoinConnector): CreateResult => {
    const stored = withId(connector.id ?? newGuid(), connector)
    if (table.add(stored)) return Result.succeed(stored)
    return connector.id === undefined
      ? create(connector)
      : Result.fail(new ConnectorAlreadyExists({ id: connector.id }))
  }

  const createOnce = (connector: NewDomainJoinConnector, key: IdempotencyKey, now: number): CreateResult => {
    const known = keys.get(key, now)
    if (known === undefined) {
      const isIdGiven = connector.id !== undefined
      return Result.map(create(connector), (connector) => keys.add(key, { connector, isIdGiven }, now))
    }
    return isRetryOf(connector, known)
      ? Result.succeed(known.connector)
      : Result.fail(new IdempotencyKeyReused({ key }))
  }

  return ConnectorStore.of({
    create: (connector, { idempotencyKey } = {}) =>
      idempotencyKey === undefined
        ? synchronous(() => create(connector))
        : Effect.flatMap(Clock.currentTimeMillis, (now) =>
            Effect.fromResult(createOnce(connector, idempotencyKey, now)),
          ),

    createMany: (connectors) => Effect.sync(() => connectors.map(create)),

    get: (id) =>
      synchronous(() => {
        const connector = table.get(id)
        return connector === undefined
          ? Result.fail(new ConnectorNotFound({ id }))
          : Result.succeed(connector)
      }),

    list: (query) => readPage(table, query),

    // A new object, since callers hold the old one.
    update: (id, patch) =>
      synchronous(() => {
        const connector = table.get(id)
        if (connector === undefined) return Result.fail(new ConnectorNotFound({ id }))
        const changed: DomainJoinConnector = { ...connector, ...patch }
        table.replace(changed)
        return Result.succeed(changed)
      }),

    delete: (id) =>
      synchronous(() => (table.remove(id) ? Result.void : Result.fail(new ConnectorNotFound({ id })))),
  })
})

/**
 * A store that is empty each time the layer is built. `openConnectors` builds it once.
 *
 * With Effect, build it once too: `Effect.provide(layer)` at each call makes another empty store for each call, so a list
 * does not have the connectors of earlier creates. Use `ManagedRuntime`, or provide the layer around the whole program.
 *
 * @example
 * ```ts
 * import { createConnector, listConnectors } from "@odj/core"
 * import { exampleConnector } from "@odj/domain"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 * import { ManagedRuntime } from "effect"
 *
 * const runtime = ManagedRuntime.make(MemoryConnectorStore.layer)
 * await runtime.runPromise(createConnector(exampleConnector))
 * const { connectors } = await runtime.runPromise(listConnectors({ limit: 10 }))
 * console.log(connectors.length) // => 1
 * ```
 */
export const layer = Layer.effect(ConnectorStore, make)
