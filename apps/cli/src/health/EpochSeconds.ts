/** Instants as metrics have them. */
import { DateTimeOffset } from "@odj/domain"
import { DateTime } from "effect"

/** The instant in seconds since 1970, to the millisecond. */
export const epochSeconds = (instant: DateTimeOffset): number =>
  DateTime.toEpochMillis(DateTime.makeUnsafe(`${DateTimeOffset.sortKey(instant).slice(0, 23)}Z`)) / 1000
