/**
 * Which requests are sent again, and when: decided here for every operation.
 *
 * Graph can't tell the second of two equal creates from another connector. So what may have been carried out is sent
 * again only where a second time does no harm: by what it is, or since the service says that it knows it again.
 */
import { ConnectorStoreUnavailable } from "@odj/core"
import { Duration, Option } from "effect"
import { claimsOf } from "./ClaimsChallenge.ts"
import { retryAfter } from "./RetryAfter.ts"
import { type Answer, failureOf, isInProgress, jsonOf } from "./ServiceAnswer.ts"

/** How often a request is sent at most. */
const attemptsInAll = 4

/** How long an attempt may take, in milliseconds; after that, what became of the request is unknown. */
const attemptLimit = 30_000

/** How long all attempts and the waits between them may take together, in milliseconds. */
const timeInAll = 120_000

/** How long an attempt may take that begins after `spent` milliseconds. */
export const limitAfter = (spent: number): number => Math.min(attemptLimit, timeInAll - spent)

/**
 * What became of a request.
 *
 * | fate | |
 * |---|---|
 * | `Answered` | the service has decided, and would decide the same again |
 * | `Throttled` | it was refused unprocessed: there are too many |
 * | `TokenRefused` | it was refused unprocessed: the service wants another token |
 * | `InProgress` | it was refused unprocessed: an earlier one that counts as the same is still under way |
 * | `NeverSent` | the service was not reached, and may be the next time |
 * | `Impossible` | the service was not reached, and won't be |
 * | `Lost` | it may have been carried out: the answer did not come, can't be read, or says that something broke |
 */
export type Fate =
  | "Answered"
  | "Throttled"
  | "TokenRefused"
  | "InProgress"
  | "NeverSent"
  | "Impossible"
  | "Lost"

/** How an attempt ended. */
export interface Ending {
  readonly fate: Fate
  /** The wait that the service has asked for. */
  readonly retryAfter?: Duration.Duration | undefined
  /** What the service wants to see in another token. */
  readonly claims?: string | undefined
}

/** What there was so far. */
export interface Progress {
  /** How many attempts there were, the last one included. */
  readonly attempts: number
  /** How long they and the waits between them took, in milliseconds. */
  readonly spent: number
  /** Whether it does no harm to carry the request out twice. */
  readonly isRepeatable: boolean
}

/** Whether the service has answered that it has not begun. */
export const isUnprocessed = (fate: Fate): boolean =>
  fate === "Throttled" || fate === "TokenRefused" || fate === "InProgress"

/**
 * How those of a batch ended that were refused unprocessed, of which there is at least one: `Throttled` with the longest
 * of their waits, unless all of them want another token.
 */
export const togetherOf = (refused: ReadonlyArray<Ending>): Ending => {
  const waits = refused.flatMap(({ retryAfter }) => retryAfter ?? [])
  return refused.some(({ fate }) => fate !== "TokenRefused")
    ? { fate: "Throttled", retryAfter: waits.length > 0 ? waits.reduce(Duration.max) : undefined }
    : { fate: "TokenRefused", claims: refused.find(({ claims }) => claims !== undefined)?.claims }
}

/** Doubles from attempt to attempt, up to a limit. */
const growing = (first: number, attempts: number) => Math.min(8_000, first * 2 ** (attempts - 1))

/**
 * Decides whether there is another attempt, and after how many milliseconds. `chance` lies between 0 and 1, without 1.
 *
 * | fate | sent again | after |
 * |---|---|---|
 * | `NeverSent` | yes | up to 0.5, 1, 2 s |
 * | `Throttled` | yes | 1 to 2, 2 to 4, 4 to 8 s |
 * | `TokenRefused` | if there is another token | no wait |
 * | `InProgress` | yes | up to 0.5, 1, 2 s |
 * | `Lost` | if it is repeatable | up to 0.5, 1, 2 s |
 * | `Answered`, `Impossible` | no | |
 *
 * Where the service asks for a wait, that is kept in full, and up to 0.5, 1, 2 s more, lest all come back at once. There
 * are four attempts at most. A wait is not begun that would last until the 120 seconds are over.
 */
export const waitBeforeNext = (
  { fate, retryAfter }: Ending,
  { attempts, spent, isRepeatable }: Progress,
  chance: number,
): number | undefined => {
  const again = isUnprocessed(fate) || fate === "NeverSent" || (fate === "Lost" && isRepeatable)
  if (!again || attempts >= attemptsInAll) return undefined
  const jitter = chance * growing(500, attempts)
  const unasked = fate === "Throttled" ? (growing(2_000, attempts) * (1 + chance)) / 2 : jitter
  const asked = retryAfter === undefined ? unasked : Duration.toMillis(retryAfter) + jitter
  const wait = fate === "TokenRefused" ? 0 : asked
  // Timers take whole milliseconds.
  return spent + Math.ceil(wait) < timeInAll ? Math.ceil(wait) : undefined
}

/** The statuses that say that something broke, or took too long, on the way or in the service. */
const broken: ReadonlySet<number> = new Set([408, 500, 502, 503, 504])

const isSuccess = (status: number) => status >= 200 && status < 300

/** What the answer says: all is JSON but the metadata document, which is XML. */
const contentOf = (answer: Answer): Option.Option<unknown> =>
  answer.headers["content-type"]?.startsWith("application/xml") ? answer.body : jsonOf(answer)

/** Whether a success has to say more than that it is one, and what it says can't be read. */
const isUnreadable = (method: string, answer: Answer) =>
  isSuccess(answer.status) && answer.status !== 204 && method !== "DELETE" && Option.isNone(contentOf(answer))

/** How an attempt ended that has an answer, and what the answer asks for. */
export const endingOf = (method: string, answer: Answer): Ending => {
  if (isUnreadable(method, answer)) return { fate: "Lost" }
  if (answer.status === 401)
    return { fate: "TokenRefused", claims: claimsOf(answer.headers["www-authenticate"]) }
  if (isInProgress(answer)) {
    return { fate: "InProgress", retryAfter: retryAfter(answer.headers["retry-after"], answer.receivedAt) }
  }
  if (answer.status !== 429 && !broken.has(answer.status)) return { fate: "Answered" }
  return {
    fate:
      failureOf(answer, ConnectorStoreUnavailable)._tag === "ConnectorStoreThrottled" ? "Throttled" : "Lost",
    retryAfter: retryAfter(answer.headers["retry-after"], answer.receivedAt),
  }
}

/**
 * Decides what the last answer means after an attempt that may have been carried out; `None` where it says nothing of
 * that one, which is then what has to be told.
 *
 * | asked for | last answer | means |
 * |---|---|---|
 * | a read | any | what it says |
 * | a write | a success | what it says |
 * | a deletion | 404 | that it is done: there is nothing left to delete |
 * | a change | 404 | what it says |
 * | a write | anything else, or none | nothing: what was not done this time may have been done before |
 */
export const afterLost = (method: string, answer: Answer): Option.Option<Answer> => {
  const isMissing = answer.status === 404
  if (method === "DELETE" && isMissing) return Option.some({ ...answer, status: 204 })
  const isTold = method === "GET" || isSuccess(answer.status) || (method === "PATCH" && isMissing)
  return isTold ? Option.some(answer) : Option.none()
}
