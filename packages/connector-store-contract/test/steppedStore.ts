/** A correct store made of steps. A broken store replaces some of them. */
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
  isRetryOf,
  PageTokenInvalid,
  type RememberedCreate,
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
  textLength,
} from "@odj/domain"
import { Effect, Layer, Result } from "effect"
import type { laws } from "../src/index.ts"

export type Verb = "create" | "get" | "list" | "update" | "delete"

export interface Entry {
  readonly connector: DomainJoinConnector
  readonly sequence: number
}

/** The position of an entry in a list. */
export interface Cursor {
  readonly position: OrderPosition
  readonly sequence: number
}

export interface Listed extends Entry, Cursor {}

export type Compare = (left: Cursor, right: Cursor) => number

export interface Store {
  /** Entries by key, which is the id in a correct store. */
  readonly entries: Map<string, Entry>
  /** Cursors by page token. */
  readonly cursors: Map<string, Cursor>
  /** Creates by idempotency key. */
  readonly kept: Map<string, RememberedCreate>

  readonly key: (id: string, verb: Verb) => string
  readonly wait: (verb: Verb) => Effect.Effect<void>
  readonly look: (key: string, verb: Verb) => Entry | undefined
  readonly missing: (id: string, verb: Verb) => ConnectorNotFound | ConnectorStoreRefused
  readonly returned: (connector: DomainJoinConnector, verb: Verb) => DomainJoinConnector
  readonly write: (key: string, connector: DomainJoinConnector, verb: Verb) => void

  readonly id: (connector: NewDomainJoinConnector) => string
  readonly isTaken: (key: string, connector: NewDomainJoinConnector) => boolean
  readonly refuse: (
    id: string,
    connector: NewDomainJoinConnector,
  ) => ConnectorAlreadyExists | ConnectorStoreRefused

  readonly idempotencyKey: (key: IdempotencyKey) => string
  readonly isSame: (connector: NewDomainJoinConnector, earlier: RememberedCreate) => boolean
  readonly reuse: (
    key: IdempotencyKey,
    connector: NewDomainJoinConnector,
    earlier: RememberedCreate,
  ) => IdempotencyKeyReused | ConnectorStoreRefused
  readonly recall: (earlier: RememberedCreate) => DomainJoinConnector
  readonly remember: (key: string, connector: NewDomainJoinConnector, result: CreateResult) => void
  /** Runs between the lookup of an idempotency key and the create. */
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
  /** The listed entries after the cursor. */
  readonly after: (listed: ReadonlyArray<Listed>, cursor: Cursor, compare: Compare) => ReadonlyArray<Listed>
  readonly skip: (query: ConnectorQuery) => number
  readonly show: (rest: ReadonlyArray<Listed>, query: ConnectorQuery) => ReadonlyArray<Listed>
  readonly hasNext: (shown: number, rest: number, query: ConnectorQuery) => boolean
  readonly cursor: (last: Listed, query: ConnectorQuery) => Cursor
  readonly token: () => string
  readonly known: (token: string) => Cursor | undefined
  readonly count: (listed: number, rest: number, query: ConnectorQuery) => number | undefined
}

/** Broken stores by what is wrong with them, each with exactly the laws that it breaks. */
export type BrokenStores = Record<
  string,
  { readonly store: (correct: Store) => Partial<Store>; readonly noticed: ReadonlyArray<keyof typeof laws> }
>

/** A correct store with the given steps replaced. */
export const layer = (broken: (correct: Store) => Partial<Store>) =>
  Layer.sync(ConnectorStore, () => {
    const entries = new Map<string, Entry>()
    const cursors = new Map<string, Cursor>()
    const kept = new Map<string, RememberedCreate>()
    let sequence = 0
    const correct: Store = {
      entries,
      cursors,
      kept,
      key: (id) => id,
      wait: () => Effect.void,
      look: (key) => entries.get(key),
      missing: (id) => new ConnectorNotFound({ id }),
      returned: (connector) => connector,
      write: (key, connector) =>
        entries.set(key, { connector, sequence: entries.get(key)?.sequence ?? sequence++ }),
      id: (connector) => connector.id ?? crypto.randomUUID(),
      isTaken: (key) => entries.has(key),
      refuse: (id) => new ConnectorAlreadyExists({ id }),
      idempotencyKey: (key) => key,
      isSame: isRetryOf,
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
      after: (listed, cursor, compare) => listed.filter((entry) => compare(entry, cursor) > 0),
      skip: ({ skip = 0, after }) => (after === undefined ? skip : 0),
      show: (rest, { limit, maxLength = Number.POSITIVE_INFINITY }) => {
        let length = 0
        const fitting = rest.filter(({ connector }, index) => {
          const isFitting = index === 0 || length < maxLength
          length += textLength(connector)
          return isFitting
        })
        return fitting.slice(0, limit)
      },
      hasNext: (shown, rest) => shown > 0 && shown < rest,
      cursor: ({ position, sequence }) => ({ position, sequence }),
      token: () => crypto.randomUUID(),
      known: (token) => cursors.get(token),
      count: (listed, _, { count = false }) => (count ? listed : undefined),
    }
    const store = { ...correct, ...broken(correct) }

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

    const returning = Effect.map((created: DomainJoinConnector) => store.returned(created, "create"))

    return ConnectorStore.of({
      create: (connector, { idempotencyKey } = {}) =>
        returning(idempotencyKey === undefined ? create(connector) : createOnce(connector, idempotencyKey)),

      createMany: (connectors) =>
        store.many(connectors, (connector) => Effect.result(returning(create(connector)))),

      get: Effect.fnUntraced(function* (id) {
        const { connector } = yield* find(id, "get")
        return store.returned(connector, "get")
      }),

      list: Effect.fnUntraced(function* (query) {
        const { filter, order = [], after } = query
        const cursor = after === undefined ? undefined : store.known(after)
        if (after !== undefined && cursor === undefined) return yield* new PageTokenInvalid()
        const matches = store.matching(filter)
        const compare = store.compare(order)
        const listed = [...entries.values()]
          .filter(({ connector }) => matches(connector))
          .map((entry) => ({ ...entry, position: store.position(order, entry.connector) }))
          .sort(compare)
        const rest = (cursor === undefined ? listed : store.after(listed, cursor, compare)).slice(
          store.skip(query),
        )
        const shown = store.show(rest, query)
        const last = shown.at(-1)
        const next = store.hasNext(shown.length, rest.length, query) ? store.token() : undefined
        if (next !== undefined && last !== undefined) cursors.set(next, store.cursor(last, query))
        const count = store.count(listed.length, rest.length, query)
        return {
          connectors: shown.map(({ connector }) => store.returned(connector, "list")),
          ...(next !== undefined && { next }),
          ...(count !== undefined && { count }),
        }
      }),

      update: Effect.fnUntraced(function* (id, patch) {
        const { key, connector } = yield* find(id, "update")
        const changed = store.change(connector, patch)
        store.write(key, changed, "update")
        return store.returned(changed, "update")
      }),

      delete: Effect.fnUntraced(function* (id) {
        const { key } = yield* find(id, "delete")
        store.remove(key)
      }),
    })
  })
