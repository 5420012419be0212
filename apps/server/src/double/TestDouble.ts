/**
 * What makes a server a test double: faults, a ledger of its requests, a clock that moves, and connectors that go back to
 * where they were.
 *
 * It is a layer between the edge and the endpoint. A server without it has no part of it.
 */
import type { NewDomainJoinConnectorInput } from "@odj/domain"
import type { Duration, Effect } from "effect"
import type { ArmedFault } from "../faults/ArmedFaults.ts"
import type { Fault } from "../faults/Fault.ts"
import type { RecordedRequests, RequestQuery } from "../ledger/RecordedRequest.ts"
import type { Snapshot } from "./Snapshot.ts"

/** The time of a server. */
export interface MovingClock {
  readonly now: () => Date
  /** Moves the clock forward, such as by `6 days`. */
  readonly advance: (duration: Duration.Input) => void
  /** Sets the time; it may be in the past. */
  readonly set: (time: Date | string) => void
}

/** What a test can do with a server, as effects. The methods that take input fail if it is invalid, with every problem. */
export interface DoubleControls {
  readonly clock: MovingClock
  requests(query?: RequestQuery): Effect.Effect<RecordedRequests>
  readonly faults: Effect.Effect<ReadonlyArray<ArmedFault>>
  fail(faults: Fault | ReadonlyArray<Fault>): Effect.Effect<ReadonlyArray<ArmedFault>, unknown>
  /** Removes the fault with this id, or all faults. */
  disarm(id?: string): Effect.Effect<void>
  /** Creates connectors in a tenant, by default in the default tenant. */
  seed(
    connectors: ReadonlyArray<NewDomainJoinConnectorInput>,
    options?: { readonly tenant?: string | undefined },
  ): Effect.Effect<void, unknown>
  readonly snapshot: Effect.Effect<Snapshot>
  restore(snapshot: Snapshot): Effect.Effect<void, unknown>
  /** Goes back to the seed and the faults of the start, and forgets recorded requests, keys and the moved clock. */
  readonly reset: Effect.Effect<void>
}
