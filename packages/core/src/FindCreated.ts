/**
 * Finds what was created by creates whose outcome is unknown. A service can't be asked what became of a request, but what
 * is there now can be compared with what was there before.
 */
import { type DomainJoinConnector, equalityKey } from "@odj/domain"
import { Effect } from "effect"

/** The waits before each look: a service may show late what it has created. */
const waits = ["2 seconds", "5 seconds", "10 seconds"] as const

/** The connectors that may have been created, by their `equalityKey`. */
export type Candidates = ReadonlyMap<string, ReadonlyArray<DomainJoinConnector>>

export interface FindCreatedOptions<E, R> {
  /** Reads what is there. */
  readonly look: Effect.Effect<ReadonlyArray<DomainJoinConnector>, E, R>
  /** Whether the connector of that id is known to be another one: it was there before, say. It is asked after a look. */
  readonly isKnown: (id: string) => boolean
  /** Whether nothing is gained by another look. */
  readonly isEnough: (candidates: Candidates) => boolean
}

/**
 * Looks after 2 seconds, 5 more and 10 more, until that is enough, and returns the candidates of the last look. Fails as a
 * look fails.
 *
 * The caller decides which candidate is which: what somebody else has created meanwhile is among them.
 */
export const findCreated = Effect.fnUntraced(function* <E, R>({
  look,
  isKnown,
  isEnough,
}: FindCreatedOptions<E, R>) {
  let candidates: Candidates = new Map()
  for (const wait of waits) {
    yield* Effect.sleep(wait)
    const there = yield* look
    candidates = Map.groupBy(
      there.filter(({ id }) => !isKnown(id)),
      equalityKey,
    )
    if (isEnough(candidates)) break
  }
  return candidates
})
