/**
 * Computes a connector's state from the time since its last contact, by Intune's rules.
 *
 * | time since the last contact | state |
 * |---|---|
 * | less than an hour | `active` |
 * | an hour or more | `error` |
 * | five days or more | `inactive`; after thirty days Intune removes the connector |
 *
 * Sources: the Graph reference of `deviceManagementDomainJoinConnectorState`; for the removal, the documentation of the
 * connector. It does not say when the thirty days begin. They are counted from the last contact, so that a removal is never
 * announced too late.
 */
import { DateTime, Duration, Option } from "effect"
import { type DateTimeOffset, fromDateTime, sortKey } from "./DateTimeOffsetText.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"
import type { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"

/** How long after its last contact a connector changes its state, and when Intune removes it. */
export const silenceLimits = {
  /** After exactly one hour, the state is `error`. */
  error: Duration.hours(1),
  /** After exactly five days, the state is `inactive`. */
  inactive: Duration.days(5),
  /** After thirty days, Intune removes an inactive connector. */
  removal: Duration.days(30),
} as const

/** The age of a connector's last contact, and what follows from it. */
export interface Heartbeat {
  /**
   * The time since the last contact, rounded down to a nanosecond. It is negative if the contact is in the future, and
   * `undefined` if there was none.
   */
  readonly age: Duration.Duration | undefined
  /** The state that follows from the age. Without any contact, it is `inactive`. */
  readonly expected: DomainJoinConnectorState
  /**
   * The first day on which Intune may remove the connector, such as `2026-01-31`, in UTC. `undefined` unless the connector
   * is inactive, by its state or by the time since its last contact; also if there was no contact.
   */
  readonly removalDate: string | undefined
  /**
   * Whole days until Intune may remove the connector, rounded down: negative if that is overdue. `undefined` together with
   * `removalDate`.
   */
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

/** The earliest instant of a timestamp. Services return it for a connector without any contact. */
const never = instant("0001-01-01T00:00:00Z" as DateTimeOffset)

const stateAfter = (age: Picoseconds): DomainJoinConnectorState =>
  age >= inactiveAfter ? "inactive" : age >= errorAfter ? "error" : "active"

/** Divides and rounds down. Division of bigints rounds towards zero, which is up for a negative number. */
const divide = (dividend: bigint, divisor: bigint) =>
  (dividend - (((dividend % divisor) + divisor) % divisor)) / divisor

/** The day of an instant; `undefined` after the year 9999. */
const dateOf = (instant: Picoseconds): string | undefined =>
  Option.getOrUndefined(fromDateTime(DateTime.makeUnsafe(Number(divide(instant, perMilli)))))?.slice(0, 10)

/**
 * The heartbeat of a connector at an instant.
 *
 * The state and the days left are exact to the twelfth fraction digit. A last contact at the instant `0001-01-01T00:00:00Z`
 * means that there was none. Without a state, only the time since the last contact decides whether the connector is inactive.
 *
 * @example
 * ```ts
 * import { DateTimeOffset, heartbeat } from "@odj/domain"
 *
 * const lastConnectionDateTime = DateTimeOffset.make("2026-01-24T12:00:00Z")
 * const beat = heartbeat({ lastConnectionDateTime }, DateTimeOffset.make("2026-01-31T12:00:00Z"))
 * console.log(beat.expected) // => inactive
 * console.log(beat.removalDate) // => 2026-02-23
 * console.log(beat.daysLeft) // => 23
 * ```
 */
export const heartbeat = (
  {
    lastConnectionDateTime,
    state,
  }: Pick<DomainJoinConnector, "lastConnectionDateTime"> & Partial<Pick<DomainJoinConnector, "state">>,
  now: DateTimeOffset,
): Heartbeat => {
  const last = instant(lastConnectionDateTime)
  if (last === never) {
    return { age: undefined, expected: "inactive", removalDate: undefined, daysLeft: undefined }
  }
  const age = instant(now) - last
  const expected = stateAfter(age)
  const isInactive = expected === "inactive" || state === "inactive"
  const removalDate = isInactive ? dateOf(last + removedAfter) : undefined
  return {
    age: Duration.nanos(divide(age, perNano)),
    expected,
    removalDate,
    daysLeft: removalDate === undefined ? undefined : Number(divide(removedAfter - age, perDay)),
  }
}
