/** The current time as a timestamp, for flags whose value is `now`. */
import { DateTimeOffset } from "@odj/domain"
import { DateTime, Effect } from "effect"

export const currentTime = Effect.gen(function* () {
  // The clock is before the year 10000.
  return yield* Effect.orDie(Effect.fromOption(DateTimeOffset.fromDateTime(yield* DateTime.now)))
})
