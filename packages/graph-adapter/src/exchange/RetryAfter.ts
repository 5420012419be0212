/** Reads `Retry-After`: an HTTP date, or seconds. Graph also writes seconds with a fraction. */
import { Duration, Result } from "effect"
import { Headers } from "effect/http"

const seconds = /^\d{1,15}(\.\d+)?$/

/** Reads the header's value at `now`, in milliseconds since 1970; `undefined` if it is missing or invalid. */
export const retryAfter = (value: string | undefined, now: number): Duration.Duration | undefined => {
  if (value === undefined) return undefined
  if (seconds.test(value)) return Duration.seconds(Number(value))
  const parsed = Headers.parseRetryAfter(value)
  return Result.isSuccess(parsed) ? Headers.retryAfterDelay(parsed.success, now) : undefined
}
