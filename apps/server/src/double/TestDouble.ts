/**
 * A test double: a server whose requests can fail on cue and are recorded, whose clock can be moved, and whose connectors go
 * back to where they were.
 *
 * It is a layer between the edge and the endpoint. A server without it has no part of it.
 */
import { Clock, type Duration, Effect } from "effect"
import { make as makeClock } from "../clock/ServerClock.ts"
import type { ArmedFault } from "../faults/ArmedFaults.ts"
import type { Fault } from "../faults/Fault.ts"
import { makeFaults } from "../faults/Faults.ts"
import type { FaultsInvalid } from "../faults/FaultsInvalid.ts"
import { initialFaults } from "../faults/InitialFaults.ts"
import type { PresetName } from "../faults/Presets.ts"
import { readFaults } from "../faults/ReadFaults.ts"
import type { Tenants } from "../graph/Tenants.ts"
import { watchCommits } from "../ledger/Commits.ts"
import { makeLedger } from "../ledger/Ledger.ts"
import type { RecordedRequests, RequestQuery } from "../ledger/RecordedRequest.ts"
import type { Between } from "../server/Application.ts"
import { makeContents, type StoreFailure } from "./Contents.ts"
import { makeReplaceable } from "./ReplaceableTenants.ts"
import type { SeedInput, SeedInvalid } from "./Seed.ts"
import type { Snapshot, SnapshotInvalid } from "./Snapshot.ts"

export interface DoubleOptions {
  /**
   * The connectors of the default tenant at the start and after a reset: values, or the path or URL of a JSON or NDJSON file
   * such as `odj export` writes. A SQLite file that has connectors already keeps them until the first reset.
   */
  readonly connectors?: SeedInput | undefined
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
  /**
   * Creates connectors in a tenant, by default in the default tenant: all of them, or none if one is invalid or its id exists.
   * They are values, or the path or URL of a file.
   */
  seed(
    connectors: SeedInput,
    options?: { readonly tenant?: string | undefined },
  ): Effect.Effect<void, SeedInvalid | StoreFailure>
  /** Copies the connectors of all tenants. Requests that need them wait meanwhile. */
  readonly snapshot: Effect.Effect<Snapshot, StoreFailure>
  /**
   * Replaces all connectors by those of a snapshot, sets the clock to its time, and forgets idempotency keys. Requests in
   * flight get 503, as with `reset`.
   */
  restore(snapshot: Snapshot): Effect.Effect<void, SnapshotInvalid | StoreFailure>
  /**
   * Goes back to the connectors and faults of the start, and forgets recorded requests, idempotency keys and the moved clock.
   * A request that began before gets 503 if it still needs a connector, so it leaves nothing behind.
   */
  readonly reset: Effect.Effect<void, StoreFailure>
}

export interface TestDouble {
  /** Everything of the server that reads the time reads this clock. */
  readonly clock: Clock.Clock
  readonly tenants: Tenants["Service"]
  readonly between: Between
  readonly controls: DoubleControls
}

export const makeDouble = Effect.fnUntraced(function* (
  given: Tenants["Service"],
  options: DoubleOptions,
): Effect.fn.Return<TestDouble, FaultsInvalid | SeedInvalid | StoreFailure> {
  const clock = yield* makeClock
  const faults = makeFaults(clock, yield* Effect.fromResult(initialFaults(options)))
  const ledger = makeLedger(clock)
  const { tenants, noted } = watchCommits(given)
  const replaceable = makeReplaceable(tenants)
  const contents = yield* makeContents(tenants, replaceable, options.connectors)
  return {
    clock: clock.clock,
    tenants: replaceable.tenants,
    between: {
      around: (authentication, publicUrl) => {
        const failing = faults.around(authentication, publicUrl)
        return (handle) => replaceable.around(ledger.recorded(failing(noted(handle))))
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
      seed: (connectors, { tenant } = {}) => contents.seed(connectors, tenant),
      snapshot: Effect.provideService(contents.snapshot, Clock.Clock, clock.clock),
      restore: (snapshot) => contents.restore(snapshot, clock.set),
      reset: contents.reset(() => {
        faults.reset()
        ledger.clear()
        clock.reset()
      }),
    },
  }
})
