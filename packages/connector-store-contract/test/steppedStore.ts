/** A store that keeps every law, step by step, so that a broken one can replace a step. */
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  type ConnectorQuery,
  ConnectorStore,
  type ConnectorStoreRefused,
  type CreateFailure,
  type CreateResult,
  type IdempotencyKey,
  IdempotencyKeyReused,
  isSameIntent,
  type KeptIntent,
  PageTokenInvalid,
} from "@odj/core"
import {
  type ConnectorFilter,
  type ConnectorOrder,
  type DomainJoinConnector,
  type DomainJoinConnectorPatch,
  filterPredicate,
  type NewDomainJoinConnector,
  type OrderPosition,
  positionComparator,
  positionIn,
} from "@odj/domain"
import { Effect, Layer, Result } from "effect"
import type { laws } from "../src/index.ts"

export type Verb = "create" | "get" | "list" | "update" | "delete"

export interface Entry {
  readonly connector: DomainJoinConnector
  readonly sequence: number
}

/** Where an entry stands in a list. */
export interface Place {
  readonly position: OrderPosition
  readonly sequence: number
}

export interface Listed extends Entry, Place {}

export type Compare = (left: Place, right: Place) => number

export interface Store {
  /** By their keys. */
  readonly entries: Map<string, Entry>
  /** By their tokens, the places behind which lists were continued. */
  readonly places: Map<string, Place>
  /** By their idempotency keys. */
  readonly kept: Map<string, KeptIntent>

  readonly key: (id: string, verb: Verb) => string
  readonly wait: (verb: Verb) => Effect.Effect<void>
  readonly look: (key: string, verb: Verb) => Entry | undefined
  readonly missing: (id: string, verb: Verb) => ConnectorNotFound | ConnectorStoreRefused
  readonly answer: (connector: DomainJoinConnector, verb: Verb) => DomainJoinConnector
  readonly write: (key: string, connector: DomainJoinConnector, verb: Verb) => void

  readonly id: (connector: NewDomainJoinConnector) => string
  readonly isTaken: (key: string, connector: NewDomainJoinConnector) => boolean
  readonly refuse: (
    id: string,
    connector: NewDomainJoinConnector,
  ) => ConnectorAlreadyExists | ConnectorStoreRefused

  readonly idempotencyKey: (key: IdempotencyKey) => string
  readonly isSame: (connector: NewDomainJoinConnector, earlier: KeptIntent) => boolean
  readonly reuse: (
    key: IdempotencyKey,
    connector: NewDomainJoinConnector,
    earlier: KeptIntent,
  ) => IdempotencyKeyReused | ConnectorStoreRefused
  readonly recall: (earlier: KeptIntent) => DomainJoinConnector
  readonly remember: (key: string, connector: NewDomainJoinConnector, result: CreateResult) => void
  /** What comes between looking for a key and creating. */
  readonly waitOnce: Effect.Effect<void>

  readonly many: (
    connectors: ReadonlyArray<NewDomainJoinConnector>,
    create: (connector: NewDomainJoinConnector) => Effect.Effect<CreateResult>,
  ) => Effect.Effect<ReadonlyArray<CreateResult>>

  readonly change: (connector: DomainJoinConnector, patch: DomainJoinConnectorPatch) => DomainJoinConnector
  readonly remove: (key: string) => void

  readonly matching: (filter: ConnectorFilter | undefined) => (connector: DomainJoinConnector) => boolean
  readonly position: (order: ConnectorOrder, connector: DomainJoinConnector) => OrderPosition
  readonly compare: (order: ConnectorOrder) => Compare
  /** What comes behind the place, of what is listed. */
  readonly behind: (listed: ReadonlyArray<Listed>, place: Place, compare: Compare) => ReadonlyArray<Listed>
  readonly skip: (query: ConnectorQuery) => number
  readonly show: (rest: ReadonlyArray<Listed>, query: ConnectorQuery) => ReadonlyArray<Listed>
  readonly hasNext: (shown: number, rest: number, query: ConnectorQuery) => boolean
  readonly place: (last: Listed, query: ConnectorQuery) => Place
  readonly token: () => string
  readonly known: (token: string) => Place | undefined
  readonly count: (listed: number, rest: number, query: ConnectorQuery) => number | undefined
}

/** Stores that are broken in one step each, and the laws that notice. */
export type BrokenStores = Record<
  string,
  { readonly store: (honest: Store) => Partial<Store>; readonly noticed: ReadonlyArray<keyof typeof laws> }
>

/** A store that is honest but for the steps that are given. */
export const layer = (broken: (honest: Store) => Partial<Store>) =>
  Layer.sync(ConnectorStore, () => {
    const entries = new Map<string, Entry>()
    const places = new Map<string, Place>()
    const kept = new Map<string, KeptIntent>()
    let sequence = 0
    const honest: Store = {
      entries,
      places,
      kept,
      key: (id) => id,
      wait: () => Effect.void,
      look: (key) => entries.get(key),
      missing: (id) => new ConnectorNotFound({ id }),
      answer: (connector) => connector,
      write: (key, connector) =>
        entries.set(key, { connector, sequence: entries.get(key)?.sequence ?? sequence++ }),
      id: (connector) => connector.id ?? crypto.randomUUID(),
      isTaken: (key) => entries.has(key),
      refuse: (id) => new ConnectorAlreadyExists({ id }),
      idempotencyKey: (key) => key,
      isSame: isSameIntent,
      reuse: (key) => new IdempotencyKeyReused({ key }),
      recall: ({ connector }) => connector,
      remember: (key, { id }, result) => {
        if (Result.isSuccess(result))
          kept.set(key, { connector: result.success, isIdGiven: id !== undefined })
      },
      waitOnce: Effect.void,
      many: (connectors, create) => Effect.forEach(connectors, create),
      change: (connector, patch) => ({ ...connector, ...patch }),
      remove: (key) => entries.delete(key),
      matching: (filter) => (filter === undefined ? () => true : filterPredicate(filter)),
      position: positionIn,
      compare: (order) => {
        const compare = positionComparator(order)
        return (left, right) => compare(left.position, right.position) || left.sequence - right.sequence
      },
      behind: (listed, place, compare) => listed.filter((entry) => compare(entry, place) > 0),
      skip: ({ skip = 0, after }) => (after === undefined ? skip : 0),
      show: (rest, { limit }) => rest.slice(0, limit),
      hasNext: (shown, rest) => shown > 0 && shown < rest,
      place: ({ position, sequence }) => ({ position, sequence }),
      token: () => crypto.randomUUID(),
      known: (token) => places.get(token),
      count: (listed, _, { count = false }) => (count ? listed : undefined),
    }
    const store = { ...honest, ...broken(honest) }

    const find = Effect.fnUntraced(function* (id: string, verb: Verb) {
      const key = store.key(id, verb)
      const entry = store.look(key, verb)
      yield* store.wait(verb)
      return entry === undefined ? yield* store.missing(id, verb) : { key, connector: entry.connector }
    })

    const create = Effect.fnUntraced(function* (connector: NewDomainJoinConnector) {
      const id = store.id(connector)
      const key = store.key(id, "create")
      const isTaken = store.isTaken(key, connector)
      yield* store.wait("create")
      if (isTaken) return yield* store.refuse(id, connector)
      const created: DomainJoinConnector = { ...connector, id }
      store.write(key, created, "create")
      return created
    })

    const createOnce = Effect.fnUntraced(function* (
      connector: NewDomainJoinConnector,
      given: IdempotencyKey,
    ): Effect.fn.Return<DomainJoinConnector, CreateFailure> {
      const key = store.idempotencyKey(given)
      const earlier = kept.get(key)
      yield* store.waitOnce
      if (earlier !== undefined) {
        return store.isSame(connector, earlier)
          ? store.recall(earlier)
          : yield* store.reuse(given, connector, earlier)
      }
      const result = yield* Effect.result(create(connector))
      store.remember(key, connector, result)
      return yield* Effect.fromResult(result)
    })

    const answered = Effect.map((created: DomainJoinConnector) => store.answer(created, "create"))

    return ConnectorStore.of({
      create: (connector, { idempotencyKey } = {}) =>
        answered(idempotencyKey === undefined ? create(connector) : createOnce(connector, idempotencyKey)),

      createMany: (connectors) =>
        store.many(connectors, (connector) => Effect.result(answered(create(connector)))),

      get: Effect.fnUntraced(function* (id) {
        const { connector } = yield* find(id, "get")
        return store.answer(connector, "get")
      }),

      list: Effect.fnUntraced(function* (query) {
        const { filter, order = [], after } = query
        const place = after === undefined ? undefined : store.known(after)
        if (after !== undefined && place === undefined) return yield* new PageTokenInvalid()
        const matches = store.matching(filter)
        const compare = store.compare(order)
        const listed = [...entries.values()]
          .filter(({ connector }) => matches(connector))
          .map((entry) => ({ ...entry, position: store.position(order, entry.connector) }))
          .sort(compare)
        const rest = (place === undefined ? listed : store.behind(listed, place, compare)).slice(
          store.skip(query),
        )
        const shown = store.show(rest, query)
        const last = shown.at(-1)
        const next = store.hasNext(shown.length, rest.length, query) ? store.token() : undefined
        if (next !== undefined && last !== undefined) places.set(next, store.place(last, query))
        const count = store.count(listed.length, rest.length, query)
        return {
          connectors: shown.map(({ connector }) => store.answer(connector, "list")),
          ...(next !== undefined && { next }),
          ...(count !== undefined && { count }),
        }
      }),

      update: Effect.fnUntraced(function* (id, patch) {
        const { key, connector } = yield* find(id, "update")
        const changed = store.change(connector, patch)
        store.write(key, changed, "update")
        return store.answer(changed, "update")
      }),

      delete: Effect.fnUntraced(function* (id) {
        const { key } = yield* find(id, "delete")
        store.remove(key)
      }),
    })
  })
