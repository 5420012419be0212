/**
 * Tenants whose new connectors get ids that are the same in every run: in each tenant, a create without an id gets the next
 * GUID that no other connector has.
 *
 * The store below gets every create with an id, so this layer remembers which keys came without an id: a retry gets the same
 * id again. This memory ends with the process. After a restart over a durable store, such a retry fails with
 * `IdempotencyKeyReused`.
 */
import {
  ConnectorStore,
  type CreateFailure,
  type CreateResult,
  type IdempotencyKey,
  IdempotencyKeyReused,
} from "@odj/core"
import type { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import { onClear, type Tenants } from "../graph/Tenants.ts"
import { numberedGuid } from "./NumberedGuid.ts"

type Store = ConnectorStore["Service"]

/** The ids of a tenant. */
interface Ids {
  readonly next: () => string
  /** The ids of creates that came with a key and without an id. */
  readonly byKey: Map<IdempotencyKey, string>
}

const makeIds = (): Ids => {
  let last = 0
  return {
    next: () => numberedGuid("8000", ++last),
    byKey: new Map(),
  }
}

const isTaken = ({ _tag }: CreateFailure) => _tag === "ConnectorAlreadyExists"

const numbering = (store: Store, idsOf: () => Ids): Store => {
  /** Creates a connector with this id, or else with the next one that is free. */
  const createFrom = (
    id: string,
    connector: NewDomainJoinConnector,
  ): Effect.Effect<DomainJoinConnector, CreateFailure> =>
    Effect.catchIf(store.create({ ...connector, id }), isTaken, () => createFrom(idsOf().next(), connector))

  /** The same for a create with a key. Another request with the key may have moved on to another id meanwhile. */
  const createOnceFrom = (
    id: string,
    connector: NewDomainJoinConnector,
    idempotencyKey: IdempotencyKey,
  ): Effect.Effect<DomainJoinConnector, CreateFailure> =>
    Effect.catchIf(store.create({ ...connector, id }, { idempotencyKey }), isTaken, () => {
      const { next, byKey } = idsOf()
      const known = byKey.get(idempotencyKey)
      const another = known === undefined || known === id ? next() : known
      byKey.set(idempotencyKey, another)
      return createOnceFrom(another, connector, idempotencyKey)
    })

  const createOnce = (connector: NewDomainJoinConnector, idempotencyKey: IdempotencyKey) => {
    const { next, byKey } = idsOf()
    const known = byKey.get(idempotencyKey)
    // The store got the first create with this id, so it would take this create for its retry.
    if (connector.id !== undefined)
      return connector.id === known
        ? new IdempotencyKeyReused({ key: idempotencyKey })
        : store.create(connector, { idempotencyKey })
    const id = known ?? next()
    byKey.set(idempotencyKey, id)
    return createOnceFrom(id, connector, idempotencyKey)
  }

  /** A free id that no other connector of the same call brings with it. */
  const nextBeside = (given: ReadonlySet<string | undefined>): string => {
    const id = idsOf().next()
    return given.has(id) ? nextBeside(given) : id
  }

  return ConnectorStore.of({
    ...store,
    create: (connector, { idempotencyKey } = {}) =>
      Effect.suspend(() => {
        if (idempotencyKey !== undefined) return createOnce(connector, idempotencyKey)
        return connector.id === undefined ? createFrom(idsOf().next(), connector) : store.create(connector)
      }),
    createMany: Effect.fnUntraced(function* (connectors) {
      const given = new Set(connectors.map(({ id }) => id))
      const results = yield* store.createMany(
        connectors.map((connector) => ({ ...connector, id: connector.id ?? nextBeside(given) })),
      )
      return yield* Effect.forEach(connectors, (connector, index) => {
        // The store returns one result for each connector.
        const result = results[index] as CreateResult
        return connector.id === undefined && Result.isFailure(result) && isTaken(result.failure)
          ? Effect.result(createFrom(idsOf().next(), connector))
          : Effect.succeed(result)
      })
    }),
  })
}

export const withPredictableIds = (tenants: Tenants["Service"]): Tenants["Service"] => {
  const idsByTenant = new Map<string, Ids>()

  const idsOf = (tenantId: string): Ids => {
    const ids = idsByTenant.get(tenantId) ?? makeIds()
    idsByTenant.set(tenantId, ids)
    return ids
  }

  return {
    ...onClear(tenants, () => idsByTenant.clear()),
    storeOf: (tenantId) =>
      Effect.map(tenants.storeOf(tenantId), (store) => numbering(store, () => idsOf(tenantId))),
  }
}
