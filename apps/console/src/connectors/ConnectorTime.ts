/** Instants for texts of connectors. The texts themselves are shown as they are. */
import { DateTimeOffset } from "@odj/domain"
import { DateTime, Option } from "effect"
import { clockOffset } from "../api/Now.ts"

/** The instant that services return for a connector without any contact. */
const never = DateTimeOffset.make("0001-01-01T00:00:00Z")

export const isNever = (timestamp: DateTimeOffset): boolean => DateTimeOffset.Equivalence(timestamp, never)

/** Milliseconds since 1970, rounded down. */
export const millisOf = (timestamp: DateTimeOffset): number =>
  DateTime.toEpochMillis(DateTime.makeUnsafe(`${DateTimeOffset.sortKey(timestamp).slice(0, 23)}Z`))

/** The text of an instant in UTC; `undefined` outside the years 1 to 9999. */
export const timestampAt = (millis: number): DateTimeOffset | undefined =>
  Option.getOrUndefined(DateTimeOffset.fromDateTime(DateTime.makeUnsafe(millis)))

/** The server's time; `undefined` after the year 9999. */
export const serverTime = (): DateTimeOffset | undefined => timestampAt(Date.now() + clockOffset.value)
