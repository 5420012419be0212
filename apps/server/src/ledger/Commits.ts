/**
 * Notes which requests change something in the stores. A status does not say it: a fault can hide a commit, and a retry with a
 * key can find that its connector exists already.
 */
import { ConnectorStore, type IdempotencyKey } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { Context, Effect } from "effect"
import { onClear, type Tenants } from "../graph/Tenants.ts"
import type { Observe, RequestFacts } from "../http/HttpMessage.ts"

type Store = ConnectorStore["Service"]

/** The facts of the request that is being handled. The requests of a batch share a store, so the store can't have them. */
const Requesting = Context.Reference<RequestFacts | undefined>("@odj/server/Requesting", {
  defaultValue: () => undefined,
})

const note = Effect.map(Requesting, (facts) => {
  if (facts !== undefined) facts.committed = true
})

/** What is known of the keys of a tenant. */
interface Keys {
  /** The connector that each key created last. */
  readonly created: Map<IdempotencyKey, { readonly id: string }>
  /** The ids from before the first create with a key. A key in a database can be older than the server. */
  older?: Effect.Effect<ReadonlySet<string>>
}

const pageLength = 1_000

/** The ids of all connectors. A store that fails has none: then the create fails as well. */
const idsIn = (store: Store): Effect.Effect<ReadonlySet<string>> =>
  Effect.gen(function* () {
    const ids = new Set<string>()
    let after: string | undefined
    do {
      const { connectors, next } = yield* store.list({ limit: pageLength, after })
      for (const { id } of connectors) ids.add(id)
      after = next
    } while (after !== undefined)
    return ids
  }).pipe(Effect.orElseSucceed(() => new Set<string>()))

const exists = (store: Store, id: string) =>
  Effect.match(store.get(id), {
    onSuccess: () => true,
    onFailure: ({ _tag }) => _tag !== "ConnectorNotFound",
  })

/**
 * Creates a connector with a key, and notes it if the connector is new. The port returns the same for a retry, so what exists
 * before and after has to tell. Of simultaneous creates with the same key, the first to end is the one that created it.
 */
const createOnce = Effect.fnUntraced(function* (
  store: Store,
  keys: Keys,
  connector: NewDomainJoinConnector,
  idempotencyKey: IdempotencyKey,
) {
  const { created } = keys
  const before = created.get(idempotencyKey)
  const existed = connector.id !== undefined && (yield* exists(store, connector.id))
  if (connector.id === undefined) keys.older ??= yield* Effect.cached(idsIn(store))
  const older = yield* keys.older ?? noIds
  const stored = yield* store.create(connector, { idempotencyKey })
  const latest = created.get(idempotencyKey)
  const isRetry =
    connector.id === undefined
      ? older.has(stored.id) || latest?.id === stored.id
      : existed || latest !== before
  if (isRetry) return stored
  created.set(idempotencyKey, { id: stored.id })
  // An unexpired key can outlive its connector. A retry then returns a connector that does not exist.
  if (yield* exists(store, stored.id)) yield* note
  return stored
})

const noIds: Effect.Effect<ReadonlySet<string>> = Effect.succeed(new Set())

const watch = (store: Store, keys: Keys): Store =>
  ConnectorStore.of({
    ...store,
    create: (connector, options) =>
      options?.idempotencyKey === undefined
        ? Effect.tap(store.create(connector, options), note)
        : createOnce(store, keys, connector, options.idempotencyKey),
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
 * Watches the stores: `committed` becomes true in the facts of each request that is handled by what `noted` wraps, and that
 * creates, updates or deletes a connector. A batch itself changes nothing; its requests do.
 */
export const watchCommits = (
  tenants: Tenants["Service"],
): { readonly tenants: Tenants["Service"]; readonly noted: Observe } => {
  const known = new Map<string, Keys>()

  const keysOf = (tenantId: string) => {
    const keys = known.get(tenantId) ?? { created: new Map() }
    known.set(tenantId, keys)
    return keys
  }

  return {
    tenants: {
      ...onClear(tenants, () => known.clear()),
      storeOf: (tenantId) => Effect.map(tenants.storeOf(tenantId), (store) => watch(store, keysOf(tenantId))),
    },
    noted: (handle) => (request) => Effect.provideService(handle(request), Requesting, request.facts),
  }
}
