/** A correct store with unreadable connectors, made of steps around a correct store. A broken store replaces some of them. */
import {
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStore,
  ConnectorsUnreadable,
  type EntityFailure,
  type ListFailure,
} from "@odj/core"
import {
  ConnectorFilter,
  type DomainJoinConnector,
  readConnector,
  type UnreadableConnector,
} from "@odj/domain"
import { Context, Effect, Layer, Result } from "effect"
import { ConnectorDamage, type laws, type unreadableLaws } from "../src/index.ts"
import * as SteppedStore from "./steppedStore.ts"

export interface DamagedStore {
  /** The store without the damage. */
  readonly inner: ConnectorStore["Service"]
  /** The ids of the damaged connectors. */
  readonly damaged: Set<string>
  readonly describe: (connector: DomainJoinConnector) => UnreadableConnector
  /** The failure of an operation on a damaged connector, which it has as `connector`. */
  readonly fail: (connector: DomainJoinConnector) => Effect.Effect<DomainJoinConnector, EntityFailure>
  readonly update: ConnectorStore["Service"]["update"]
  readonly delete: ConnectorStore["Service"]["delete"]
  /** Whether the page reports the damaged connectors. */
  readonly reports: (query: ConnectorQuery) => boolean
  /** The filter without the damaged connectors. */
  readonly without: (filter: ConnectorFilter | undefined) => ConnectorFilter
  /** The page, after the damaged connectors were added to it. */
  readonly page: (page: ConnectorPage) => Effect.Effect<ConnectorPage, ListFailure>
}

export type BrokenDamagedStores = Record<
  string,
  {
    readonly store: (correct: DamagedStore) => Partial<DamagedStore>
    readonly noticed: ReadonlyArray<keyof typeof laws | keyof typeof unreadableLaws>
  }
>

const make = (inner: ConnectorStore["Service"], broken: (correct: DamagedStore) => Partial<DamagedStore>) => {
  const damaged = new Set<string>()
  const correct: DamagedStore = {
    inner,
    damaged,
    describe: (connector) =>
      Result.getOrThrow(Result.flip(readConnector({ ...connector, lastConnectionDateTime: null }))),
    fail: (connector) => new ConnectorsUnreadable({ connectors: [correct.describe(connector)] }),
    update: (id, patch) =>
      Effect.flatMap(inner.update(id, patch), (changed) => {
        if (patch.lastConnectionDateTime !== undefined) damaged.delete(id)
        return damaged.has(id) ? store.fail(changed) : Effect.succeed(changed)
      }),
    delete: (id) =>
      Effect.andThen(
        inner.delete(id),
        Effect.sync(() => damaged.delete(id)),
      ),
    reports: ({ after, limit }) => after === undefined && limit > 0,
    without: (filter) =>
      ConnectorFilter.and(
        ...(filter === undefined ? [] : [filter]),
        ConnectorFilter.not(ConnectorFilter.isIn("id", [...damaged])),
      ),
    page: Effect.succeed,
  }
  const store = { ...correct, ...broken(correct) }
  const list = Effect.fnUntraced(function* (query: ConnectorQuery) {
    const page = yield* inner.list({ ...query, filter: store.without(query.filter) })
    if (damaged.size === 0 || !store.reports(query)) return page
    const unreadable = yield* Effect.orDie(
      Effect.forEach(damaged, (id) => Effect.map(inner.get(id), store.describe)),
    )
    return yield* store.page({ ...page, unreadable })
  })
  return {
    store: ConnectorStore.of({
      ...inner,
      list,
      get: (id) => Effect.filterOrElse(inner.get(id), () => !damaged.has(id), store.fail),
      update: store.update,
      delete: store.delete,
    }),
    damage: ConnectorDamage.of({ damage: (id) => Effect.sync(() => damaged.add(id)) }),
  }
}

/** A correct store with the given steps replaced. */
export const layer = (broken: (correct: DamagedStore) => Partial<DamagedStore>) =>
  Layer.effectContext(
    Effect.map(ConnectorStore, (inner) => {
      const { store, damage } = make(inner, broken)
      return Context.make(ConnectorStore, store).pipe(Context.add(ConnectorDamage, damage))
    }),
  ).pipe(Layer.provide(SteppedStore.layer(() => ({}))))
