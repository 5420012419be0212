/**
 * Creates whose outcome is looked up where it is unknown.
 *
 * A service can't be asked what became of a request. But what was there before it can be told from what is there after
 * it: one connector more that is equal in every property is the one that was created.
 */
import {
  ConnectorAlreadyExists,
  ConnectorStore,
  ConnectorStoreUnavailable,
  type CreateFailure,
  type CreateOutcomeUnknown,
  type CreateResult,
  type ServiceFailure,
  streamConnectors,
} from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, RcMap, Result, Semaphore, Stream } from "effect"

type Store = ConnectorStore["Service"]

/** The waits before each look: what a service has taken in may show up late. */
const waits = ["2 seconds", "5 seconds", "10 seconds"] as const

/** The same for equal connectors: a service may write a timestamp otherwise, and mean the same instant. */
const keyOf = (connector: Omit<DomainJoinConnector, "id">): string => {
  const { displayName, lastConnectionDateTime, state, version } = connector
  return JSON.stringify([displayName, DateTimeOffset.sortKey(lastConnectionDateTime), state, version])
}

const unreadable = (message: string) => new ConnectorStoreUnavailable({ message })

/** What is there and may be what is to be created: of a given id, or else anything. */
const whatIsThere = (
  store: Store,
  { id }: NewDomainJoinConnector,
): Stream.Stream<DomainJoinConnector, ServiceFailure> =>
  id === undefined
    ? streamConnectors({ limit: 100 }).pipe(
        Stream.provideService(ConnectorStore, store),
        Stream.catchTag("PageTokenInvalid", () =>
          Stream.fail(unreadable("The list changed while it was read")),
        ),
      )
    : Stream.fromEffect(store.get(id)).pipe(Stream.catchTag("ConnectorNotFound", () => Stream.empty))

/** All that a look finds; it may take 30 seconds, however many pages there are. */
const look = <A>(seen: Stream.Stream<A, ServiceFailure>): Effect.Effect<ReadonlyArray<A>, ServiceFailure> =>
  Stream.runCollect(seen).pipe(
    Effect.timeoutOrElse({
      duration: "30 seconds",
      orElse: () => Effect.fail(unreadable("What is there could not be read within 30 seconds")),
    }),
  )

/** What is remembered of equal connectors while they are being created, and for longer than a list lags behind. */
interface Equals {
  readonly key: string
  /** Only one of them is created by itself at a time. */
  readonly turn: Semaphore.Semaphore
  /** The ids of those that were created. */
  readonly created: Set<string>
}

/**
 * The store, with creates whose outcome is looked up where it is unknown: after 2 seconds, 5 more and 10 more.
 *
 * | what is there that was not there before | the create |
 * |---|---|
 * | one connector that is equal | has created it |
 * | several | stays unknown, at once: one of them may be someone else's |
 * | none, the third time, or one of its id that is not equal | stays unknown: it may yet come, or have been changed since |
 * | anything, where it is not known what became of an equal one | stays unknown, at once: it may be that one |
 *
 * It is never sent again for that. What was there before is read before each create: the list, or of a given id the
 * connector, which if it is there is `ConnectorAlreadyExists`. A look that takes longer than 30 seconds has failed: the
 * first one fails the create, of which nothing is sent then, and a later one has found nothing.
 *
 * Equal connectors are created one after the other and kept in mind for a minute, so that none is taken for another;
 * those that `createMany` creates, and those with an idempotency key, too, though nothing is looked up for them. That the
 * outcome of one is unknown, or that it was interrupted, is kept in mind for as long as the store lives, since what is
 * carried out late may show at any time. Those of another process can't be told apart from ours.
 */
export const reconciled = Effect.fnUntraced(function* (store: Store) {
  const equals = yield* RcMap.make({
    lookup: (key: string) =>
      Effect.map(Semaphore.make(1), (turn): Equals => ({ key, turn, created: new Set() })),
    idleTimeToLive: "1 minute",
  })

  /** How many of each key were sent, or are about to be, of which it is not known what became. */
  const unsettled = new Map<string, number>()

  const send = ({ key }: Equals) => {
    unsettled.set(key, (unsettled.get(key) ?? 0) + 1)
  }

  const settle = ({ key, created }: Equals, result: CreateResult) => {
    if (Result.isFailure(result) && result.failure._tag === "CreateOutcomeUnknown") return
    if (Result.isSuccess(result)) created.add(result.success.id)
    const left = (unsettled.get(key) ?? 0) - 1
    if (left > 0) unsettled.set(key, left)
    else unsettled.delete(key)
  }

  const isOnlyOne = ({ key }: Equals) => unsettled.get(key) === 1

  const lookUp = Effect.fnUntraced(function* (
    connector: NewDomainJoinConnector,
    before: ReadonlySet<string>,
    own: Equals,
    unknown: CreateOutcomeUnknown,
  ) {
    const equalsSince = whatIsThere(store, connector).pipe(
      Stream.filter((other) => !before.has(other.id) && keyOf(other) === own.key),
    )
    for (const wait of waits) {
      if (!isOnlyOne(own)) break
      yield* Effect.sleep(wait)
      const now = yield* Effect.orElseSucceed(look(equalsSince), () => [])
      // Those of others may have been created during the look.
      const [found, ...more] = now.filter(({ id }) => !own.created.has(id))
      if (more.length > 0) break
      if (found !== undefined && isOnlyOne(own)) return found
    }
    return yield* unknown
  })

  /** Sends it, and keeps in mind what became of it. */
  const kept = Effect.fnUntraced(function* (
    own: Equals,
    create: Effect.Effect<DomainJoinConnector, CreateFailure>,
  ) {
    send(own)
    const result = yield* Effect.result(create)
    settle(own, result)
    return yield* Effect.fromResult(result)
  })

  const createNext = Effect.fnUntraced(function* (connector: NewDomainJoinConnector, own: Equals) {
    const before = new Set(yield* look(Stream.map(whatIsThere(store, connector), (other) => other.id)))
    const { id } = connector
    if (id !== undefined && before.size > 0) return yield* new ConnectorAlreadyExists({ id })
    return yield* kept(
      own,
      Effect.catchTag(store.create(connector), "CreateOutcomeUnknown", (unknown) =>
        lookUp(connector, before, own, unknown),
      ),
    )
  })

  const create: Store["create"] = (connector, options) =>
    RcMap.get(equals, keyOf(connector)).pipe(
      Effect.flatMap((own) =>
        options?.idempotencyKey === undefined
          ? own.turn.withPermit(createNext(connector, own))
          : kept(own, store.create(connector, options)),
      ),
      Effect.scoped,
    )

  const createMany: Store["createMany"] = Effect.fnUntraced(function* (connectors) {
    const owns = yield* Effect.forEach(connectors, (connector) => RcMap.get(equals, keyOf(connector)))
    owns.forEach(send)
    const results = yield* store.createMany(connectors)
    for (const [index, own] of owns.entries()) {
      const result = results[index]
      if (result !== undefined) settle(own, result)
    }
    return results
  }, Effect.scoped)

  return ConnectorStore.of({ ...store, create, createMany })
})
