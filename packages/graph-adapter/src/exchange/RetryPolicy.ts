/**
 * Which requests are retried, and when: decided here for every operation.
 *
 * Graph can't tell the second of two equal creates from another connector. So what may have been carried out is retried
 * only if a second time does no harm: by what it is, or since the service says that it supports repeatable requests.
 */
import { Duration } from "effect"
import { type AttemptOutcome, isUnprocessed } from "./AttemptOutcome.ts"

/** How often a request is sent at most. */
const attemptsInAll = 4

/** How long an attempt may take, in milliseconds; after that, the outcome of the request is unknown. */
const attemptLimit = 30_000

/** How long all attempts and the waits between them may take together, in milliseconds. */
const timeInAll = 120_000

/** How long an attempt may take that begins after `spent` milliseconds. */
export const limitAfter = (spent: number): number => Math.min(attemptLimit, timeInAll - spent)

/** What there was so far. */
export interface Progress {
  /** How many attempts there were, the last one included. */
  readonly attempts: number
  /** How long they and the waits between them took, in milliseconds. */
  readonly spent: number
  /** Whether it does no harm to carry the request out twice. */
  readonly isRepeatable: boolean
}

/** Doubles from attempt to attempt, up to a limit. */
const growing = (first: number, attempts: number) => Math.min(8_000, first * 2 ** (attempts - 1))

/**
 * Decides whether there is a retry, and after how many milliseconds. `chance` lies between 0 and 1, without 1.
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
 * A wait that the service asks for is kept in full, and up to 0.5, 1, 2 s more, lest all come back at once. There are
 * four attempts at most. A wait is not begun that would last until the 120 seconds are over.
 */
export const waitBeforeRetry = (
  { kind, retryAfter }: AttemptOutcome,
  { attempts, spent, isRepeatable }: Progress,
  chance: number,
): number | undefined => {
  const isRetryable = isUnprocessed(kind) || kind === "NeverSent" || (kind === "Unknown" && isRepeatable)
  if (!isRetryable || attempts >= attemptsInAll) return undefined
  const jitter = chance * growing(500, attempts)
  const unasked = kind === "Throttled" ? (growing(2_000, attempts) * (1 + chance)) / 2 : jitter
  const asked = retryAfter === undefined ? unasked : Duration.toMillis(retryAfter) + jitter
  // Timers take whole milliseconds.
  const wait = kind === "TokenRefused" ? 0 : Math.ceil(asked)
  return spent + wait < timeInAll ? wait : undefined
}
