/**
 * Computes a connector's state from the time since its last call, by Intune's rules.
 *
 * | time since the last call | state |
 * |---|---|
 * | less than an hour | `active` |
 * | an hour or more | `error` |
 * | five days or more | `inactive`; after thirty days Intune removes the connector |
 *
 * Sources: the Graph reference of `deviceManagementDomainJoinConnectorState`; for the removal, the documentation of the
 * connector.
 */
import { DateTime, Duration } from "effect"
import { type DateTimeOffset, sortKey } from "./DateTimeOffsetText.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"
import type { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"

/** How long after its last call a connector changes its state, and when Intune removes it. */
export const silenceLimits = {
  /** After exactly one hour, the state is `error`. */
  error: Duration.hours(1),
  /** After exactly five days, the state is `inactive`. */
  inactive: Duration.days(5),
  /** After exactly thirty days, Intune removes the connector. */
  removal: Duration.days(30),
} as const

/** The age of a connector's last call, and what follows from it. */
export interface Heartbeat {
  /**
   * The time since the last call, rounded down to a nanosecond. It is negative if the call is in the future, and
   * `undefined` if the connector has never called.
   */
  readonly age: Duration.Duration | undefined
  /** The state that follows from the age. A connector that has never called is `inactive`. */
  readonly expected: DomainJoinConnectorState
  /** Whole days until Intune removes the connector. `undefined` if it is active, or has never called. */
  readonly daysLeft: number | undefined
}

/** Picoseconds, the unit of a timestamp's twelfth fraction digit. */
type Picoseconds = bigint

const perNano = 1_000n
const perMilli = 1_000_000_000n

const picoseconds = (duration: Duration.Duration): Picoseconds => Duration.toNanosUnsafe(duration) * perNano

const errorAfter = picoseconds(silenceLimits.error)
const inactiveAfter = picoseconds(silenceLimits.inactive)
const removedAfter = picoseconds(silenceLimits.removal)
const perDay = picoseconds(Duration.days(1))

const instant = (timestamp: DateTimeOffset): Picoseconds => {
  const key = sortKey(timestamp)
  const millis = DateTime.toEpochMillis(DateTime.makeUnsafe(`${key.slice(0, 23)}Z`))
  return BigInt(millis) * perMilli + BigInt(key.slice(23, 32))
}

/** The earliest instant of a timestamp. Services return it for a connector that has never called. */
const never = instant("0001-01-01T00:00:00Z" as DateTimeOffset)

const stateAfter = (age: Picoseconds): DomainJoinConnectorState =>
  age >= inactiveAfter ? "inactive" : age >= errorAfter ? "error" : "active"

/** Rounds down to a nanosecond. Division of bigints rounds towards zero, which is up for a negative age. */
const toDuration = (age: Picoseconds) =>
  Duration.nanos((age - (((age % perNano) + perNano) % perNano)) / perNano)

/**
 * The heartbeat of a connector at an instant.
 *
 * The state and the days left are exact to the twelfth fraction digit. A last call at the instant `0001-01-01T00:00:00Z`
 * means that the connector has never called.
 *
 * @example
 * ```ts
 * import { DateTimeOffset, heartbeat } from "@odj/domain"
 *
 * const lastConnectionDateTime = DateTimeOffset.make("2026-01-24T12:00:00Z")
 * const { expected, daysLeft } = heartbeat({ lastConnectionDateTime }, DateTimeOffset.make("2026-01-31T12:00:00Z"))
 * console.log(expected) // => inactive
 * console.log(daysLeft) // => 23
 * ```
 */
export const heartbeat = (
  { lastConnectionDateTime }: Pick<DomainJoinConnector, "lastConnectionDateTime">,
  now: DateTimeOffset,
): Heartbeat => {
  const last = instant(lastConnectionDateTime)
  if (last === never) return { age: undefined, expected: "inactive", daysLeft: undefined }
  const age = instant(now) - last
  const expected = stateAfter(age)
  const left = removedAfter - age
  return {
    age: toDuration(age),
    expected,
    daysLeft: expected === "active" ? undefined : Number(left > 0n ? left / perDay : 0n),
  }
}
