/**
 * A test double: a server whose requests can fail on cue and are recorded, whose clock can be moved, and whose connectors go
 * back to where they were.
 *
 * It is a layer between the edge and the endpoint. A server without it has no part of it.
 */
import type { NewDomainJoinConnectorInput } from "@odj/domain"
import { type Clock, type Duration, Effect } from "effect"
import { make as makeClock } from "../clock/ServerClock.ts"
import type { ArmedFault } from "../faults/ArmedFaults.ts"
import type { Fault } from "../faults/Fault.ts"
import { makeFaults } from "../faults/Faults.ts"
import type { FaultsInvalid } from "../faults/FaultsInvalid.ts"
import { initialFaults } from "../faults/InitialFaults.ts"
import type { PresetName } from "../faults/Presets.ts"
import { readFaults } from "../faults/ReadFaults.ts"
import type { Tenants } from "../graph/Tenants.ts"
import { makeLedger } from "../ledger/Ledger.ts"
import type { RecordedRequests, RequestQuery } from "../ledger/RecordedRequest.ts"
import type { Between } from "../server/Application.ts"
import type { Snapshot } from "./Snapshot.ts"

export interface DoubleOptions {
  /** The connectors of the default tenant at the start and after a reset. */
  readonly connectors?: ReadonlyArray<NewDomainJoinConnectorInput> | undefined
  /** The faults at the start and after a reset. */
  readonly faults?: ReadonlyArray<Fault> | undefined
  /** Lists of faults by name, at the start and after a reset. They come after `faults`. */
  readonly presets?: ReadonlyArray<PresetName> | undefined
  /** Whether states follow from the time since the last contact, as in Intune. */
  readonly heartbeats?: boolean | undefined
  /** Whether the ids of new connectors are the same in every run. */
  readonly predictableIds?: boolean | undefined
}

/** The time of a server. */
export interface MovingClock {
  readonly now: () => Date
  /** Moves the clock forward, such as by `6 days`. */
  readonly advance: (duration: Duration.Input) => void
  /** Sets the time; it may be in the past. */
  readonly set: (time: Date | string) => void
}

/** What a test can do with a server. The methods that take input fail if it is invalid, with every problem. */
export interface DoubleControls {
  readonly clock: MovingClock
  requests(query?: RequestQuery): RecordedRequests
  faults(): ReadonlyArray<ArmedFault>
  /** Adds faults after those in force, and returns them. */
  fail(faults: Fault | ReadonlyArray<Fault>): Effect.Effect<ReadonlyArray<ArmedFault>, FaultsInvalid>
  /** Removes the fault with this id, or all faults. */
  disarm(id?: string): Effect.Effect<void>
  /** Creates connectors in a tenant, by default in the default tenant. */
  seed(
    connectors: ReadonlyArray<NewDomainJoinConnectorInput>,
    options?: { readonly tenant?: string | undefined },
  ): Effect.Effect<void>
  readonly snapshot: Effect.Effect<Snapshot>
  restore(snapshot: Snapshot): Effect.Effect<void>
  /** Goes back to the connectors and faults of the start, and forgets recorded requests, idempotency keys and the moved clock. */
  readonly reset: Effect.Effect<void>
}

export interface TestDouble {
  /** Everything of the server that reads the time reads this clock. */
  readonly clock: Clock.Clock
  readonly tenants: Tenants["Service"]
  readonly between: Between
  readonly controls: DoubleControls
}

export const makeDouble = Effect.fnUntraced(function* (
  tenants: Tenants["Service"],
  options: DoubleOptions,
): Effect.fn.Return<TestDouble, FaultsInvalid> {
  const clock = yield* makeClock
  const faults = makeFaults(clock, yield* Effect.fromResult(initialFaults(options)))
  const ledger = makeLedger(clock)
  return {
    clock: clock.clock,
    tenants,
    between: {
      around: (authentication, publicUrl) => {
        const failing = faults.around(authentication, publicUrl)
        return (handle) => ledger.recorded(failing(ledger.noted(handle)))
      },
    },
    controls: {
      clock: {
        now: () => new Date(clock.clock.currentTimeMillisUnsafe()),
        advance: clock.advance,
        set: (time) => clock.set(new Date(time).getTime()),
      },
      requests: ledger.requests,
      faults: faults.list,
      fail: (added) => Effect.suspend(() => Effect.map(Effect.fromResult(readFaults(added)), faults.add)),
      disarm: (id) => Effect.sync(() => faults.remove(id)),
      seed: () => Effect.void,
      snapshot: Effect.sync(() => ({ time: new Date(0).toISOString(), tenants: {} })),
      restore: () => Effect.void,
      reset: Effect.andThen(
        tenants.contents?.clear ?? Effect.void,
        Effect.sync(() => {
          faults.reset()
          ledger.clear()
          clock.reset()
        }),
      ),
    },
  }
})
