/** Why a request of the page failed, for the person who made it. */
import { decodeError } from "@odj/graph-wire"
import { Predicate } from "effect"
import type { Call } from "./Call.ts"

/** A problem with what was sent. */
export interface CallProblem {
  /** The names that lead to the invalid value, separated by `/`. Empty if the whole is invalid. */
  readonly target: string
  readonly message: string
}

interface Reported {
  readonly status?: number
  readonly code?: string | undefined
  readonly requestId?: string | undefined
  readonly problems?: ReadonlyArray<CallProblem>
}

export class CallFailed extends Error {
  override readonly name = "CallFailed"
  readonly call: Call
  /** Absent if there was no response. */
  readonly status: number | undefined
  /** Graph's, such as `BadRequest`. */
  readonly code: string | undefined
  readonly requestId: string | undefined
  /** Every problem that the response names. The message has them too. */
  readonly problems: ReadonlyArray<CallProblem>

  constructor(call: Call, message: string, { status, code, requestId, problems = [] }: Reported = {}) {
    super(message)
    this.call = call
    this.status = status
    this.code = code
    this.requestId = requestId
    this.problems = problems
  }
}

/** Every problem that a failure names, or its message as one. */
export const problemsOf = ({ problems, message }: CallFailed): ReadonlyArray<CallProblem> =>
  problems.length > 0 ? problems : [{ target: "", message }]

/** Such as `with: Missing status`. */
export const problemText = ({ target, message }: CallProblem): string =>
  target === "" ? message : `${target.replaceAll("/", ": ")}: ${message}`

/** Reads the entries of OData's `details`. */
const problemsIn = (body: unknown): ReadonlyArray<CallProblem> => {
  const details = Predicate.isObject(body) && Predicate.isObject(body.error) ? body.error.details : undefined
  if (!Array.isArray(details)) return []
  return details
    .filter(Predicate.isObject)
    .flatMap(({ message, target }) =>
      typeof message === "string" ? [{ target: typeof target === "string" ? target : "", message }] : [],
    )
}

const secondsIn = (retryAfter: string | null): number | undefined =>
  retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined

/** The failure that an error of the server reports. `body` is its JSON, or anything else. */
export const refused = (
  call: Call,
  { status, headers }: Pick<Response, "status" | "headers">,
  body: unknown,
): CallFailed => {
  const { code, message = `The server responded with status ${status}.`, requestId } = decodeError(body)
  const retryAfter = secondsIn(headers.get("Retry-After"))
  return new CallFailed(call, retryAfter === undefined ? message : `${message} Retry in ${retryAfter} s.`, {
    status,
    code,
    requestId: requestId ?? headers.get("request-id") ?? undefined,
    problems: problemsIn(body),
  })
}
