/**
 * A test double: a server whose requests can fail on cue and are recorded, whose clock can be moved, and whose connectors
 * can be reset.
 *
 * It is a layer between the edge and the endpoint. A server that is no test double does not load it.
 */
import { Clock, type Duration, Effect } from "effect"
import { readTime } from "../clock/ClockTime.ts"
import { make as makeClock } from "../clock/ServerClock.ts"
import type { ArmedFault } from "../faults/ArmedFaults.ts"
import type { Fault } from "../faults/Fault.ts"
import { makeFaults } from "../faults/Faults.ts"
import type { FaultsInvalid } from "../faults/FaultsInvalid.ts"
import { initialFaults } from "../faults/InitialFaults.ts"
import type { PresetName } from "../faults/Presets.ts"
import { readFaults } from "../faults/ReadFaults.ts"
import type { ServerParts } from "../faults/ServerParts.ts"
import { makeReceive } from "../faults/SocketFaults.ts"
import { makeRequestIds } from "../graph/ErrorResponse.ts"
import type { Tenants } from "../graph/Tenants.ts"
import type { Reception } from "../http/Reception.ts"
import { watchCommits } from "../ledger/Commits.ts"
import { type Ledger, makeLedger } from "../ledger/Ledger.ts"
import type { RecordedRequests } from "../ledger/RecordedRequest.ts"
import type { RequestQuery } from "../ledger/RequestQuery.ts"
import type { Between } from "../server/Application.ts"
import type { Authentication } from "../server/Authentication.ts"
import type { SelfSigned } from "../tls/Certificate.ts"
import { type Contents, makeContents, type StoreFailure } from "./Contents.ts"
import { withHeartbeats } from "./Heartbeats.ts"
import { numberedGuid } from "./NumberedGuid.ts"
import { withPredictableIds } from "./PredictableIds.ts"
import { makeReplaceable } from "./ReplaceableTenants.ts"
import type { SeedInput, SeedInvalid } from "./Seed.ts"
import { atTimeOf } from "./ServerTime.ts"
import type { Snapshot, SnapshotInvalid } from "./Snapshot.ts"

export interface DoubleOptions {
  /**
   * The connectors of the default tenant at the start and after a reset: values, or the path or URL of a JSON or NDJSON file
   * such as `odj export` writes. A SQLite file that has connectors already keeps them until the first reset, instead of these.
   */
  readonly connectors?: SeedInput | undefined
  /** The faults at the start and after a reset. */
  readonly faults?: ReadonlyArray<Fault> | undefined
  /** Lists of faults by name, at the start and after a reset. They come after `faults`. */
  readonly presets?: ReadonlyArray<PresetName> | undefined
  /**
   * Whether silent connectors change as in Intune: an hour after its last contact, a connector has the state `error`, after
   * five days `inactive`, and after thirty days it is deleted.
   */
  readonly heartbeats?: boolean | undefined
  /** Whether the ids of new connectors and of requests are the same in every run: GUIDs that count up. */
  readonly predictableIds?: boolean | undefined
}

/** The time of a server. */
export interface MovingClock {
  readonly now: () => Date
  /** How far it is ahead of the clock of its program, in milliseconds. */
  readonly offset: () => number
  /** Moves the clock forward, such as by `6 days`. Throws `TimeInvalid`. */
  readonly advance: (duration: Duration.Input) => void
  /** Sets the time, from 1970 to 9999; it may be in the past. Throws `TimeInvalid`. */
  readonly set: (time: Date | string) => void
}

/** What a test can do with a server. The methods that take input fail if it is invalid, with every problem. */
export interface DoubleControls {
  readonly clock: MovingClock
  /** The recorded requests, or those that equal the query. Throws `RequestQueryInvalid`. */
  requests(query?: RequestQuery): RecordedRequests
  /** Forgets the recorded requests. */
  forget(): void
  faults(): ReadonlyArray<ArmedFault>
  /** Adds faults after those in force, and returns them. */
  fail(faults: Fault | ReadonlyArray<Fault>): Effect.Effect<ReadonlyArray<ArmedFault>, FaultsInvalid>
  /** Removes the fault with this id, if it is in force. Without an id, removes all faults. */
  disarm(...id: [] | [id: string]): Effect.Effect<void>
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
   * Replaces all connectors by those of a snapshot, sets the clock to its time, and forgets idempotency keys. A request in
   * flight gets 403 if it still needs a connector.
   */
  restore(snapshot: Snapshot): Effect.Effect<void, SnapshotInvalid | StoreFailure>
  /**
   * Goes back to the connectors and faults of the start, and to the clock of the program. Forgets recorded requests,
   * idempotency keys, the sessions of browsers and the redirect URIs that applications have registered by using them. Tokens
   * stay valid. A request that began before gets 403 if it still needs a connector, so it leaves nothing behind.
   */
  readonly reset: Effect.Effect<void, StoreFailure>
}

export interface TestDouble {
  /** Everything of the server except its log reads the time from this clock. */
  readonly clock: Clock.Clock
  readonly tenants: Tenants["Service"]
  readonly between: Between
  /**
   * Decides what happens to new connections. `flawed` makes flawed certificates; it is absent if the server's certificate is
   * not self-signed.
   */
  readonly receive: (flawed: SelfSigned["flawed"] | undefined) => Effect.Effect<Reception>
  readonly controls: DoubleControls
  readonly ledger: Ledger
  /** Counts the changes of connectors. */
  readonly changes: () => number
  readonly deleteAll: Contents["deleteAll"]
}

export const makeDouble = Effect.fnUntraced(function* (
  given: Tenants["Service"],
  options: DoubleOptions,
  parts: ServerParts,
): Effect.fn.Return<TestDouble, FaultsInvalid | SeedInvalid | StoreFailure> {
  const clock = yield* makeClock
  const faults = makeFaults(clock, yield* Effect.fromResult(initialFaults(options, parts)))
  const ledger = makeLedger(clock)
  let requests = 0
  let issuer: Authentication["issuer"]
  const requestIds = options.predictableIds
    ? makeRequestIds(() => numberedGuid("9000", ++requests))
    : undefined
  const numbered = options.predictableIds ? withPredictableIds(given) : given
  const beating = options.heartbeats ? withHeartbeats(numbered, clock.clock) : numbered
  const { tenants, noted, changes } = watchCommits(beating)
  const replaceable = makeReplaceable(tenants)
  const contents = yield* makeContents(tenants, replaceable, options.connectors)
  return {
    clock: clock.clock,
    tenants: replaceable.tenants,
    between: {
      clock: clock.clock,
      timed: atTimeOf(clock),
      requestIds,
      stopping: clock.endDelays,
      around: (authentication, publicUrl) => {
        issuer = authentication.issuer
        const failing = faults.around({ ...authentication, newIds: requestIds }, publicUrl)
        return (handle) => replaceable.around(ledger.recorded(failing(noted(handle))))
      },
    },
    ledger,
    changes,
    deleteAll: contents.deleteAll,
    receive: (flawed) => makeReceive(clock, faults.strikeConnection, flawed),
    controls: {
      clock: {
        now: () => new Date(clock.clock.currentTimeMillisUnsafe()),
        offset: clock.offset,
        advance: clock.advance,
        set: (time) => clock.set(readTime(time)),
      },
      requests: ledger.requests,
      forget: ledger.clear,
      faults: faults.list,
      fail: (added) =>
        Effect.suspend(() => Effect.map(Effect.fromResult(readFaults(added, parts)), faults.add)),
      disarm: (...id) => Effect.sync(() => faults.remove(...id)),
      seed: (connectors, { tenant } = {}) => contents.seed(connectors, tenant),
      snapshot: Effect.provideService(contents.snapshot, Clock.Clock, clock.clock),
      restore: (snapshot) => contents.restore(snapshot, clock.set),
      reset: contents.reset(() => {
        faults.reset()
        clock.reset()
        ledger.clear()
        issuer?.signOutAll()
        requests = 0
      }),
    },
  }
})
