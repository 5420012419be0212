/**
 * What the time since a connector's last call means, by Intune's own rules.
 *
 * | time since the last call | the state is |
 * |---|---|
 * | less than an hour | `active` |
 * | an hour or more | `error` |
 * | five days or more | `inactive`; after thirty Intune removes the connector |
 *
 * Source: the Graph reference of `deviceManagementDomainJoinConnectorState`, and the documentation of the connector for
 * the removal.
 */
import { DateTime, Duration } from "effect"
import { type DateTimeOffset, sortKey } from "./DateTimeOffsetText.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"
import type { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"

/** How long after its last call a connector gets into a state, or is removed: from that time on, to the instant. */
export const silenceLimits = {
  /** Its state is `error`: after an hour. */
  error: Duration.hours(1),
  /** Its state is `inactive`: after five days. */
  inactive: Duration.days(5),
  /** Intune removes it: after thirty days. */
  removal: Duration.days(30),
} as const

/** What a connector's last call says of it at an instant. */
export interface Heartbeat {
  /**
   * The time since the last call, rounded down to a nanosecond; negative if the call lies ahead. `undefined` if there
   * was none.
   */
  readonly age: Duration.Duration | undefined
  /** The state that the rules give; a connector that has never called is `inactive`. */
  readonly expected: DomainJoinConnectorState
  /** Whole days until Intune removes it. `undefined` while it is active, and if it has never called. */
  readonly daysLeft: number | undefined
}

/** Picoseconds, which the twelfth digit of a second counts. */
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

/** Services give this, the least instant there is, where a connector has never called. */
const never = instant("0001-01-01T00:00:00Z" as DateTimeOffset)

const stateAfter = (age: Picoseconds): DomainJoinConnectorState =>
  age >= inactiveAfter ? "inactive" : age >= errorAfter ? "error" : "active"

/** Division of a bigint truncates; this rounds down, below zero as well. */
const toDuration = (age: Picoseconds) =>
  Duration.nanos((age - (((age % perNano) + perNano) % perNano)) / perNano)

/**
 * Reads a connector's heartbeat at an instant.
 *
 * The state and the days left are exact, to the twelfth digit of a timestamp. A last call at
 * `0001-01-01T00:00:00Z`, in whatever offset, stands for none.
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
