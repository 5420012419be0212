/**
 * Creates whose outcome is looked up if it is unknown: one connector more than before that is equal in every property is
 * the one that was created.
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
import { type DomainJoinConnector, equalityKey, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, RcMap, Result, Semaphore, Stream } from "effect"

type Store = ConnectorStore["Service"]

const unreadable = (message: string) => new ConnectorStoreUnavailable({ report: { message } })

/** What is there and may be what is to be created: the connector of a given id, or else any. */
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

/** All that is seen; a look may take 30 seconds, however many pages there are. */
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
 * The store, with creates whose outcome is looked up if it is unknown, as `findCreated` looks.
 *
 * | what is there that was not there before | the create |
 * |---|---|
 * | one connector that is equal | has created it |
 * | several | stays unknown, at once: one of them may be someone else's |
 * | none, the third time, or one of its id that is not equal | stays unknown: it may yet come, or have been changed since |
 * | anything, while the outcome of an equal create is unknown | stays unknown, at once: it may be that one |
 *
 * It is never retried for that. What was there before is read before each create: the list, or of a given id the
 * connector, which if it is there is `ConnectorAlreadyExists`. A look that takes longer than 30 seconds has failed: the
 * first one fails the create, of which nothing is sent then, and a later one has found nothing.
 *
 * Equal connectors are created one after the other and remembered for a minute, so that none counts as another; those
 * that `createMany` creates, and those with an idempotency key, too, though nothing is looked up for them. A create whose
 * outcome is unknown, or that was interrupted, is remembered for as long as the store lives, since what is carried out
 * late may show at any time. An equal connector of another process counts as ours.
 */
export const reconciled = Effect.fnUntraced(function* (store: Store) {
  const equals = yield* RcMap.make({
    lookup: (key: string) =>
      Effect.map(Semaphore.make(1), (turn): Equals => ({ key, turn, created: new Set() })),
    idleTimeToLive: "1 minute",
  })

  /** How many creates of each key are in flight, or of unknown outcome. */
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
    if (!isOnlyOne(own)) return yield* unknown
    const equal = Stream.filter(whatIsThere(store, connector), (other) => equalityKey(other) === own.key)
    const candidates = yield* findCreated({
      look: Effect.orElseSucceed(look(equal), () => []),
      isKnown: (id) => before.has(id) || own.created.has(id),
      isEnough: ({ size }) => size > 0 || !isOnlyOne(own),
    })
    const [found, ...more] = candidates.get(own.key) ?? []
    return found !== undefined && more.length === 0 && isOnlyOne(own) ? found : yield* unknown
  })

  /** Sends it, and remembers its outcome. */
  const remembered = Effect.fnUntraced(function* (
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
    return yield* remembered(
      own,
      Effect.catchTag(store.create(connector), "CreateOutcomeUnknown", (unknown) =>
        lookUp(connector, before, own, unknown),
      ),
    )
  })

  const create: Store["create"] = (connector, options) =>
    RcMap.get(equals, equalityKey(connector)).pipe(
      Effect.flatMap((own) =>
        options?.idempotencyKey === undefined
          ? own.turn.withPermit(createNext(connector, own))
          : remembered(own, store.create(connector, options)),
      ),
      Effect.scoped,
    )

  const createMany: Store["createMany"] = Effect.fnUntraced(function* (connectors) {
    const owns = yield* Effect.forEach(connectors, (connector) => RcMap.get(equals, equalityKey(connector)))
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
