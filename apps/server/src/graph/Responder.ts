/** Turns the outcome of a request into a response with request ids. For a failure, the failure table has the response. */
import type { RequestIds } from "@odj/graph-wire"
import { type Clock, Effect, Exit } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { errorResponse, fiberErrorResponse, type MakeRequestIds, requestIds } from "./ErrorResponse.ts"
import type { Failure, RepeatableFailed } from "./Failure.ts"
import { operatorProblem } from "./OperatorProblem.ts"
import { defectRow, rowOf } from "./RowOf.ts"

/** An effect that produces a response, or fails. */
export type Responding = Effect.Effect<HttpResponse, Failure | RepeatableFailed>

/** What throws before its effect runs is a defect too. */
const attempt = (run: () => Responding): Responding => {
  try {
    return run()
  } catch (defect) {
    return Effect.die(defect)
  }
}

const isExit = (
  responding: Responding,
): responding is Responding & Exit.Exit<HttpResponse, Failure | RepeatableFailed> => Exit.isExit(responding)

/** The failure of an effect that has failed before it needed a fiber. */
const failureAtOnce = (responding: Responding): Failure | RepeatableFailed | undefined => {
  if (!isExit(responding) || Exit.isSuccess(responding)) return undefined
  const [reason, ...others] = responding.cause.reasons
  return reason?._tag === "Fail" && others.length === 0 ? reason.error : undefined
}

const problemOf = (failure: Failure | RepeatableFailed) =>
  operatorProblem(failure._tag === "RepeatableFailed" ? failure.failure : failure)

/** Logs with the id that the client gets, so an operator finds the line for a client's report. */
const logError = (reason: unknown, { requestId }: RequestIds) =>
  Effect.annotateLogs(Effect.logError(reason), { requestId })

/**
 * Makes a responder. `signInAddress` is the address where clients sign in, by the origin that they use. With a clock, an
 * effect that has failed at once needs no fiber.
 */
export const makeResponder = (
  signInAddress: (origin: string) => string,
  newIds: MakeRequestIds = requestIds,
  clock?: Clock.Clock,
) => {
  /** The response to a failure. A failure without a challenge needs no origin. */
  const refuse = (
    failure: Failure | RepeatableFailed,
    ids: RequestIds,
    origin = "",
  ): Effect.Effect<HttpResponse> => {
    const response = fiberErrorResponse(rowOf(failure), ids, signInAddress(origin))
    const problem = problemOf(failure)
    return problem === undefined ? response : Effect.andThen(logError(problem, ids), response)
  }

  /** Never fails: a failure becomes the response of its row. A defect is logged, and becomes 500 without details. */
  const respond = (run: () => Responding, ids: RequestIds, origin: string): Effect.Effect<HttpResponse> => {
    const responding = attempt(run)
    const failure = failureAtOnce(responding)
    if (clock !== undefined && failure !== undefined && problemOf(failure) === undefined) {
      const date = new Date(clock.currentTimeMillisUnsafe())
      const authorizationUri = signInAddress(origin)
      return Effect.succeed(errorResponse(rowOf(failure), { ids, authorizationUri, date }))
    }
    return Effect.matchCauseEffectEager(responding, {
      onSuccess: (response) =>
        Effect.succeed({
          ...response,
          headers: {
            ...response.headers,
            "request-id": ids.requestId,
            "client-request-id": ids.clientRequestId,
          },
        }),
      onFailure: (cause) =>
        Effect.failCause(cause).pipe(
          Effect.catch((failure) => refuse(failure, ids, origin)),
          Effect.catchDefect((defect) =>
            Effect.andThen(logError(defect, ids), fiberErrorResponse(defectRow, ids, signInAddress(origin))),
          ),
        ),
    })
  }

  return { newIds, refuse, respond }
}

export type Responder = ReturnType<typeof makeResponder>
