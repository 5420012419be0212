/**
 * Searches for the connector after a create whose outcome is unknown. If exactly one equal connector is new, the create
 * has stored it.
 */
import {
  ConnectorAlreadyExists,
  ConnectorStore,
  ConnectorStoreUnavailable,
  type CreateFailure,
  type CreateOutcomeUnknown,
  type CreateResult,
  findCreated,
  type ServiceFailure,
  streamConnectors,
} from "@odj/core"
import {
  type DomainJoinConnector,
  equalityKey,
  type NewDomainJoinConnector,
  type UnreadableConnector,
} from "@odj/domain"
import { Effect, RcMap, Result, Semaphore, Stream } from "effect"

type Store = ConnectorStore["Service"]

const unavailable = (message: string) => new ConnectorStoreUnavailable({ report: { message } })

/**
 * The connectors to search: the connector with the given id, or all if no id is given. `onUnreadable` gets those that can't be
 * read.
 */
const candidatesIn = (
  store: Store,
  { id }: NewDomainJoinConnector,
  onUnreadable: (connectors: ReadonlyArray<UnreadableConnector>) => void = () => {},
): Stream.Stream<DomainJoinConnector, ServiceFailure> =>
  id === undefined
    ? streamConnectors(
        { limit: 100 },
        { onUnreadable: (connectors) => Effect.sync(() => onUnreadable(connectors)) },
      ).pipe(
        Stream.provideService(ConnectorStore, store),
        Stream.catchTag("PageTokenInvalid", () =>
          Stream.fail(unavailable("The list changed while it was being read")),
        ),
      )
    : Stream.fromEffect(store.get(id)).pipe(
        Stream.catchTags({
          ConnectorNotFound: () => Stream.empty,
          ConnectorsUnreadable: ({ connectors }) => {
            onUnreadable(connectors)
            return Stream.empty
          },
        }),
      )

/** Collects the stream within 30 seconds, however many pages there are. */
const collect = <A>(
  stream: Stream.Stream<A, ServiceFailure>,
): Effect.Effect<ReadonlyArray<A>, ServiceFailure> =>
  Stream.runCollect(stream).pipe(
    Effect.timeoutOrElse({
      duration: "30 seconds",
      orElse: () => Effect.fail(unavailable("Reading the connectors timed out after 30 seconds")),
    }),
  )

/** Creates of equal connectors. They are remembered for longer than a list takes to show a new connector. */
interface EqualCreates {
  readonly equalityKey: string
  /** The lock of single creates, which run one at a time. */
  readonly lock: Semaphore.Semaphore
  /** The ids of the connectors that were created. */
  readonly created: Set<string>
}

/**
 * The store, with a search by `findCreated` after each create whose outcome is unknown.
 *
 * | new connectors found | the create |
 * |---|---|
 * | one equal connector | succeeds with it |
 * | several equal connectors | fails at once: one of them may belong to someone else |
 * | none after three reads, or a different or unreadable one with the given id | fails: it may appear late, or have been changed |
 * | anything, while the outcome of an equal create is unknown | fails at once: it may belong to that create |
 *
 * Such a failure is `CreateOutcomeUnknown`, and the create is never retried. Each create first reads all connectors, or
 * the connector with the given id. If a connector has the given id, the create fails with `ConnectorAlreadyExists`. If
 * this read takes longer than 30 seconds, the create fails and nothing is sent. A read of the search that takes longer
 * than 30 seconds counts as finding nothing.
 *
 * Equal connectors are created one at a time and remembered for a minute, so no connector is mistaken for another.
 * Creates by `createMany`, and creates with an idempotency key, are remembered too, but there is no search for them. A
 * create whose outcome is unknown, or that was interrupted, is remembered for the life of the store: its connector may
 * appear at any time. If another process creates an equal connector meanwhile, a create can succeed with that one.
 */
export const reconciled = Effect.fnUntraced(function* (store: Store) {
  const equalCreates = yield* RcMap.make({
    lookup: (equalityKey: string) =>
      Effect.map(Semaphore.make(1), (lock): EqualCreates => ({ equalityKey, lock, created: new Set() })),
    idleTimeToLive: "1 minute",
  })

  /** By equality key: how many creates are in flight or have an unknown outcome. */
  const pending = new Map<string, number>()

  const begin = ({ equalityKey }: EqualCreates) => {
    pending.set(equalityKey, (pending.get(equalityKey) ?? 0) + 1)
  }

  const end = ({ equalityKey, created }: EqualCreates, result: CreateResult) => {
    if (Result.isFailure(result) && result.failure._tag === "CreateOutcomeUnknown") return
    if (Result.isSuccess(result)) created.add(result.success.id)
    const left = (pending.get(equalityKey) ?? 0) - 1
    if (left > 0) pending.set(equalityKey, left)
    else pending.delete(equalityKey)
  }

  const isOnlyPending = ({ equalityKey }: EqualCreates) => pending.get(equalityKey) === 1

  const search = Effect.fnUntraced(function* (
    connector: NewDomainJoinConnector,
    before: ReadonlySet<string>,
    equals: EqualCreates,
    unknown: CreateOutcomeUnknown,
  ) {
    if (!isOnlyPending(equals)) return yield* unknown
    const equal = Stream.filter(
      candidatesIn(store, connector),
      (other) => equalityKey(other) === equals.equalityKey,
    )
    const candidates = yield* findCreated({
      look: Effect.orElseSucceed(collect(equal), () => []),
      isKnown: (id) => before.has(id) || equals.created.has(id),
      isEnough: ({ size }) => size > 0 || !isOnlyPending(equals),
    })
    const [found, ...more] = candidates.get(equals.equalityKey) ?? []
    return found !== undefined && more.length === 0 && isOnlyPending(equals) ? found : yield* unknown
  })

  /** Runs a create, and counts it as pending meanwhile. */
  const tracked = Effect.fnUntraced(function* (
    equals: EqualCreates,
    create: Effect.Effect<DomainJoinConnector, CreateFailure>,
  ) {
    begin(equals)
    const result = yield* Effect.result(create)
    end(equals, result)
    return yield* Effect.fromResult(result)
  })

  const createAndSearch = Effect.fnUntraced(function* (
    connector: NewDomainJoinConnector,
    equals: EqualCreates,
  ) {
    const before = new Set<string>()
    // One that can't be read now may be equal later.
    const others = candidatesIn(store, connector, (unreadable) => {
      for (const { id } of unreadable) if (id !== undefined) before.add(id)
    })
    for (const { id } of yield* collect(others)) before.add(id)
    const { id } = connector
    if (id !== undefined && before.size > 0) return yield* new ConnectorAlreadyExists({ id })
    return yield* tracked(
      equals,
      Effect.catchTag(store.create(connector), "CreateOutcomeUnknown", (unknown) =>
        search(connector, before, equals, unknown),
      ),
    )
  })

  const create: Store["create"] = (connector, options) =>
    RcMap.get(equalCreates, equalityKey(connector)).pipe(
      Effect.flatMap((equals) =>
        options?.idempotencyKey === undefined
          ? equals.lock.withPermit(createAndSearch(connector, equals))
          : tracked(equals, store.create(connector, options)),
      ),
      Effect.scoped,
    )

  const createMany: Store["createMany"] = Effect.fnUntraced(function* (connectors) {
    const equals = yield* Effect.forEach(connectors, (connector) =>
      RcMap.get(equalCreates, equalityKey(connector)),
    )
    equals.forEach(begin)
    const results = yield* store.createMany(connectors)
    for (const [index, own] of equals.entries()) {
      const result = results[index]
      if (result !== undefined) end(own, result)
    }
    return results
  }, Effect.scoped)

  return ConnectorStore.of({ ...store, create, createMany })
})
