/**
 * Notes which requests change something in the stores. A status does not say it: a fault can hide a commit, and a retry with a
 * key can find that its connector exists already.
 */
import { ConnectorStore, type IdempotencyKey } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { Context, Effect } from "effect"
import { onClear, type Tenants } from "../graph/Tenants.ts"
import type { RequestFacts, Wrap } from "../http/HttpMessage.ts"
import { BoundedMap } from "../memory/BoundedMap.ts"

type Store = ConnectorStore["Service"]

/**
 * The facts of the request that is being handled. The requests of a batch share a store, so the facts can't be kept in the
 * store.
 */
const Requesting = Context.Reference<RequestFacts | undefined>("@odj/server/Requesting", {
  defaultValue: () => undefined,
})

/** For each key of each tenant, the connector that was created with it last. */
type Created = BoundedMap<string, { readonly id: string }>

/** A retry with an older key counts as a commit. */
const maxKeys = 100_000

const exists = (store: Store, id: string | undefined) =>
  id === undefined
    ? Effect.succeed(false)
    : Effect.match(store.get(id), {
        onSuccess: () => true,
        onFailure: ({ _tag }) => _tag !== "ConnectorNotFound",
      })

/**
 * Creates a connector with a key, and notes it if the connector is new. The store returns the same for a retry. So this
 * compares whether the connector exists before and after. Of simultaneous creates with the same key, the first to end is the
 * one that created it.
 */
const createOnce = Effect.fnUntraced(function* (
  store: Store,
  created: Created,
  keyOfTenant: string,
  connector: NewDomainJoinConnector,
  idempotencyKey: IdempotencyKey,
  note: Effect.Effect<void>,
) {
  const before = created.get(keyOfTenant)
  const id = connector.id ?? before?.id
  const existed = yield* exists(store, id)
  const stored = yield* store.create(connector, { idempotencyKey })
  if ((existed && stored.id === id) || created.get(keyOfTenant) !== before) return stored
  created.set(keyOfTenant, { id: stored.id })
  // An unexpired key can outlive its connector. A retry then returns a connector that does not exist.
  if (yield* exists(store, stored.id)) yield* note
  return stored
})

const watch = (store: Store, created: Created, tenantId: string, note: Effect.Effect<void>): Store =>
  ConnectorStore.of({
    ...store,
    create: (connector, options) =>
      options?.idempotencyKey === undefined
        ? Effect.tap(store.create(connector, options), note)
        : createOnce(
            store,
            created,
            `${tenantId} ${options.idempotencyKey}`,
            connector,
            options.idempotencyKey,
            note,
          ),
    createMany: (connectors) => Effect.tap(store.createMany(connectors), note),
    // An empty patch only reads. Of a connector that stays invalid, the store returns no value, but applies the patch.
    update: (id, patch) =>
      Object.keys(patch).length === 0
        ? store.update(id, patch)
        : store.update(id, patch).pipe(
            Effect.tap(note),
            Effect.tapErrorTag("ConnectorsUnreadable", () => note),
          ),
    delete: (id) => Effect.tap(store.delete(id), note),
  })

/**
 * Watches the stores. A request that `noted` wraps gets `committed: true` in its facts if it creates, updates or deletes a
 * connector. A batch itself changes nothing; its requests do. `changes` counts the changes, also those without a request.
 */
export const watchCommits = (
  tenants: Tenants["Service"],
): { readonly tenants: Tenants["Service"]; readonly noted: Wrap; readonly changes: () => number } => {
  const created: Created = new BoundedMap(maxKeys)
  let changes = 0
  const note = Effect.map(Requesting, (facts) => {
    changes++
    if (facts !== undefined) facts.committed = true
  })
  const cleared = onClear(tenants, () => {
    changes++
    created.clear()
  })
  return {
    tenants: {
      ...cleared,
      storeOf: (tenantId) =>
        Effect.map(tenants.storeOf(tenantId), (store) => watch(store, created, tenantId, note)),
    },
    changes: () => changes,
    noted: (handle) => (request) => Effect.provideService(handle(request), Requesting, request.facts),
  }
}
