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
  type CreateOutcomeUnknown,
  type ServiceFailure,
  streamConnectors,
} from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, RcMap, Semaphore, Stream } from "effect"

type Store = ConnectorStore["Service"]

/** The waits before each look: what a service has taken in may show up late. */
const waits = ["2 seconds", "5 seconds", "10 seconds"] as const

/** The same for equal connectors: a service may write a timestamp otherwise, and mean the same instant. */
const keyOf = (connector: Omit<DomainJoinConnector, "id">): string => {
  const { displayName, lastConnectionDateTime, state, version } = connector
  return JSON.stringify([displayName, DateTimeOffset.sortKey(lastConnectionDateTime), state, version])
}

const unreadable = () => new ConnectorStoreUnavailable({ message: "The list changed while it was read" })

/** What is there and could be what is to be created: of the given id, or equal to it. */
const look = (
  store: Store,
  connector: NewDomainJoinConnector,
): Effect.Effect<ReadonlyArray<DomainJoinConnector>, ServiceFailure> =>
  connector.id === undefined
    ? streamConnectors({ limit: 100 }).pipe(
        Stream.filter((other) => keyOf(other) === keyOf(connector)),
        Stream.runCollect,
        Effect.provideService(ConnectorStore, store),
        Effect.catchTag("PageTokenInvalid", unreadable),
      )
    : store.get(connector.id).pipe(
        Effect.map((other) => [other]),
        Effect.catchTag("ConnectorNotFound", () => Effect.succeed([])),
      )

/** Those of `now` that are not known, and are equal to the connector. */
const appeared = (
  connector: NewDomainJoinConnector,
  known: ReadonlySet<string>,
  now: ReadonlyArray<DomainJoinConnector>,
): ReadonlyArray<DomainJoinConnector> =>
  now.filter((other) => !known.has(other.id) && keyOf(other) === keyOf(connector))

/** What is remembered of equal connectors while they are being created, and for longer than a list lags behind. */
interface Equals {
  /** Only one of them is created at a time. */
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
 *
 * It is never sent again for that. What was there before is read before each create: the list, or of a given id the
 * connector, which if it is there is `ConnectorAlreadyExists`. Equal connectors are created one after the other and kept
 * in mind for a minute, so that none is taken for another; those of another process can't be told apart from ours.
 */
export const reconciled = Effect.fnUntraced(function* (store: Store) {
  const equals = yield* RcMap.make({
    lookup: (_key: string) => Effect.map(Semaphore.make(1), (turn): Equals => ({ turn, created: new Set() })),
    idleTimeToLive: "1 minute",
  })

  const settled = Effect.fnUntraced(function* (
    connector: NewDomainJoinConnector,
    known: ReadonlySet<string>,
    unknown: CreateOutcomeUnknown,
  ) {
    for (const wait of waits) {
      yield* Effect.sleep(wait)
      const now = yield* Effect.orElseSucceed(look(store, connector), () => [])
      const [found, ...others] = appeared(connector, known, now)
      if (others.length > 0) break
      if (found !== undefined) return found
    }
    return yield* unknown
  })

  const createNext = Effect.fnUntraced(function* (connector: NewDomainJoinConnector, { created }: Equals) {
    const before = yield* look(store, connector)
    const { id } = connector
    if (id !== undefined && before.length > 0) return yield* new ConnectorAlreadyExists({ id })
    const known = new Set([...before.map((other) => other.id), ...created])
    const stored = yield* store
      .create(connector)
      .pipe(Effect.catchTag("CreateOutcomeUnknown", (unknown) => settled(connector, known, unknown)))
    created.add(stored.id)
    return stored
  })

  const create: Store["create"] = (connector) =>
    RcMap.get(equals, keyOf(connector)).pipe(
      Effect.flatMap((own) => own.turn.withPermit(createNext(connector, own))),
      Effect.scoped,
    )

  return ConnectorStore.of({ ...store, create })
})
