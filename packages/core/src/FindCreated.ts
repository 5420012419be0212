/**
 * Finds the connectors that creates with an unknown outcome may have stored. A service can't report the outcome of an earlier
 * request, but its connectors can be compared with those before the request.
 */
import { type DomainJoinConnector, equalityKey } from "@odj/domain"
import { Effect } from "effect"

/** The wait before each read: a service may list a new connector late. */
const waits = ["2 seconds", "5 seconds", "10 seconds"] as const

/** The connectors that may have been created, by `equalityKey`. */
export type Candidates = ReadonlyMap<string, ReadonlyArray<DomainJoinConnector>>

export interface FindCreatedOptions<E, R> {
  /** Reads the connectors of the service. */
  readonly look: Effect.Effect<ReadonlyArray<DomainJoinConnector>, E, R>
  /**
   * Whether the connector with that id is known to come from elsewhere, for example because it existed before the creates.
   * Called after each read.
   */
  readonly isKnown: (id: string) => boolean
  /** Whether the candidates are enough. If so, there is no further read. */
  readonly isEnough: (candidates: Candidates) => boolean
}

/**
 * Reads the connectors after 2 seconds, after 5 more and after 10 more, and stops when the candidates are enough. Returns the
 * candidates of the last read. Fails if a read fails.
 *
 * The caller decides which candidate belongs to which create: other clients may have created some of them.
 */
export const findCreated = Effect.fnUntraced(function* <E, R>({
  look,
  isKnown,
  isEnough,
}: FindCreatedOptions<E, R>) {
  let candidates: Candidates = new Map()
  for (const wait of waits) {
    yield* Effect.sleep(wait)
    const connectors = yield* look
    candidates = Map.groupBy(
      connectors.filter(({ id }) => !isKnown(id)),
      equalityKey,
    )
    if (isEnough(candidates)) break
  }
  return candidates
})
