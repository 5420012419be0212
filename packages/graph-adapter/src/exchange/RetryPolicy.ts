/**
 * Decides for every operation whether a request is retried, and when.
 *
 * Graph stores a duplicate if a create is processed twice. So a request whose outcome is unknown is retried only if it
 * is idempotent, or if the service supports repeatable requests.
 */
import { Duration } from "effect"
import type { AttemptOutcome } from "./AttemptOutcome.ts"

/** The largest number of attempts of a call. */
const maxAttempts = 4

/** The time limit of an attempt, in milliseconds. After that, the outcome of the request is unknown. */
const attemptLimit = 30_000

/** The time limit of a call, all attempts and waits included, in milliseconds. */
const callLimit = 120_000

/** The time limit of an attempt that begins after `spent` milliseconds of a call. */
export const limitAfter = (spent: number): number => Math.min(attemptLimit, callLimit - spent)

/** The attempts of a call so far. */
export interface Progress {
  /** Their number, the last one included. */
  readonly attempts: number
  /** The duration of the attempts and the waits between them, in milliseconds. */
  readonly spent: number
  /** Whether the request may be processed twice. */
  readonly isRepeatable: boolean
  /** The longest wait before a retry, in milliseconds; by default only the call is limited. */
  readonly maxWait?: number | undefined
}

/** Whether there is no retry in any case: it would end in the same way. */
export const isSettled = ({ kind }: AttemptOutcome): boolean => kind === "Final" || kind === "Impossible"

/** Doubles from attempt to attempt, up to 8 seconds. */
const growing = (first: number, attempts: number) => Math.min(8_000, first * 2 ** (attempts - 1))

/**
 * Returns how many milliseconds to wait before the retry; `undefined` for no retry. `chance` is random, from 0 to below
 * 1.
 *
 * | outcome | retried | after |
 * |---|---|---|
 * | `NeverSent` | yes | up to 0.5, 1, 2 s |
 * | `Throttled` | yes | 1 to 2, 2 to 4, 4 to 8 s |
 * | `TokenRefused` | if there is another token | no wait |
 * | `InProgress` | yes | up to 0.5, 1, 2 s |
 * | `Unknown` | if it is repeatable | up to 0.5, 1, 2 s |
 * | `Final`, `Impossible` | no | |
 *
 * A wait that the service requests is kept in full, with up to 0.5, 1, 2 s added so that clients do not return all at
 * once. There are at most four attempts. There is no retry if the wait would exceed `maxWait`, or end after the 120 seconds of a
 * call.
 */
export const waitBeforeRetry = (
  outcome: AttemptOutcome,
  { attempts, spent, isRepeatable, maxWait = callLimit }: Progress,
  chance: number,
): number | undefined => {
  const { kind, retryAfter } = outcome
  const isRetryable = !isSettled(outcome) && (kind !== "Unknown" || isRepeatable)
  if (!isRetryable || attempts >= maxAttempts) return undefined
  const jitter = chance * growing(500, attempts)
  const backoff = kind === "Throttled" ? (growing(2_000, attempts) * (1 + chance)) / 2 : jitter
  const delay = retryAfter === undefined ? backoff : Duration.toMillis(retryAfter) + jitter
  // Timers take whole milliseconds.
  const wait = kind === "TokenRefused" ? 0 : Math.ceil(delay)
  return wait <= maxWait && spent + wait < callLimit ? wait : undefined
}
