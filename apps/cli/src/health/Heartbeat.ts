/**
 * What the time since a connector's last call means, by Intune's own rules.
 *
 * | time since the last call | the state is |
 * |---|---|
 * | less than an hour | `active` |
 * | an hour or more | `error` |
 * | five days or more | `inactive`; after thirty Intune removes the connector |
 *
 * Times are exact, to the last digit of a timestamp. Source: the Graph reference of
 * `deviceManagementDomainJoinConnectorState`, and the documentation of the connector for the removal.
 */
import { DateTimeOffset, type DomainJoinConnector, type DomainJoinConnectorState } from "@odj/domain"
import { DateTime, Duration } from "effect"

/** Picoseconds, which the twelfth digit of a second counts. */
type Picoseconds = bigint

const perMilli = 1_000_000_000n

export const picoseconds = (duration: Duration.Duration): Picoseconds =>
  BigInt(Duration.toMillis(duration)) * perMilli

export const errorAfter = picoseconds(Duration.hours(1))
export const inactiveAfter = picoseconds(Duration.days(5))
export const removedAfter = picoseconds(Duration.days(30))

const instant = (timestamp: DateTimeOffset): Picoseconds => {
  const key = DateTimeOffset.sortKey(timestamp)
  const millis = DateTime.toEpochMillis(DateTime.makeUnsafe(`${key.slice(0, 23)}Z`))
  return BigInt(millis) * perMilli + BigInt(key.slice(23, 32))
}

/** How long one instant lies before another: less than nothing where it lies behind it. */
export const between = (earlier: DateTimeOffset, later: DateTimeOffset): Picoseconds =>
  instant(later) - instant(earlier)

/** Services give this, the least instant there is, where a connector has never called. */
const never = instant(DateTimeOffset.make("0001-01-01T00:00:00Z"))

export interface Heartbeat {
  /** Since the last call; nothing where there never was one. */
  readonly age: Picoseconds | undefined
  /** What Intune's rules make the state. */
  readonly expected: DomainJoinConnectorState
  /** Whole days until Intune removes it; nothing while it is active. */
  readonly daysLeft: number | undefined
}

const stateAfter = (age: Picoseconds): DomainJoinConnectorState =>
  age >= inactiveAfter ? "inactive" : age >= errorAfter ? "error" : "active"

const perDay = picoseconds(Duration.days(1))

/** Reads a connector's heartbeat at an instant. */
export const heartbeat = (
  { lastConnectionDateTime }: Pick<DomainJoinConnector, "lastConnectionDateTime">,
  now: DateTimeOffset,
): Heartbeat => {
  if (instant(lastConnectionDateTime) === never) {
    return { age: undefined, expected: "inactive", daysLeft: undefined }
  }
  const age = between(lastConnectionDateTime, now)
  const expected = stateAfter(age)
  const left = removedAfter - age
  return {
    age,
    expected,
    daysLeft: expected === "active" ? undefined : Number(left > 0n ? left / perDay : 0n),
  }
}

/** An age in the largest units that say enough: `3d 4h`, `2h 5m`, `40s`. */
export const formatAge = (age: Picoseconds): string => {
  const seconds = age / (1000n * perMilli)
  const days = seconds / 86_400n
  const hours = (seconds / 3_600n) % 24n
  const minutes = (seconds / 60n) % 60n
  if (days > 0n) return `${days}d ${hours}h`
  if (hours > 0n) return `${hours}h ${minutes}m`
  return minutes > 0n ? `${minutes}m ${seconds % 60n}s` : `${seconds}s`
}
