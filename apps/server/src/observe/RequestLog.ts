/** Logs each request, and each request of a batch, once its response is ready. */
import { Clock, Effect, Exit } from "effect"
import { isAutomaticPath } from "../http/AutomaticPath.ts"
import type { HttpRequest, HttpResponse, Wrap } from "../http/HttpMessage.ts"
import { isProbe, optionsOf, pathOf, receivedOf } from "./ObservedRequest.ts"

/** What nginx writes for a request whose client has left before its response. */
const clientLeft = 499

const outcomeOf = (request: HttpRequest, exit: Exit.Exit<HttpResponse>) =>
  Exit.isSuccess(exit)
    ? receivedOf(request, exit.value)
    : { broken: undefined, status: Exit.hasInterrupts(exit) ? clientLeft : 500 }

/**
 * Failures of the server are errors, and refusals are warnings, as is not being ready. Other probes, and what browsers request
 * by themselves, are for debugging only.
 */
const levelOf = (request: HttpRequest, { broken, status = 0 }: ReturnType<typeof outcomeOf>) => {
  if (status === 404 && isAutomaticPath(pathOf(request))) return "Debug"
  if (status >= 500 && !isProbe(request)) return "Error"
  if (broken !== undefined || (status >= 400 && status !== clientLeft)) return "Warn"
  return isProbe(request) ? "Debug" : "Info"
}

const fieldsOf = (request: HttpRequest, exit: Exit.Exit<HttpResponse>, nanoseconds: bigint) => {
  const { method, connection, part, facts } = request
  const { broken, status } = outcomeOf(request, exit)
  const options = optionsOf(request)
  const { "request-id": requestId, "client-request-id": clientRequestId }: HttpResponse["headers"] =
    Exit.isSuccess(exit) ? exit.value.headers : {}
  return {
    method: method === "" ? undefined : method,
    path: method === "" ? undefined : pathOf(request),
    options: options.length > 0 ? options : undefined,
    status,
    connection: broken,
    milliseconds: Math.round(Number(nanoseconds) / 1e3) / 1e3,
    requestId,
    clientRequestId: clientRequestId === requestId ? undefined : clientRequestId,
    batch: part?.of,
    ...facts,
    client: connection?.address,
    clientLeft: connection?.hasEnded() || undefined,
  }
}

export const logged: Wrap = (handle) => (request) =>
  Effect.flatMap(Clock.currentTimeNanos, (startedAt) =>
    Effect.onExit(handle(request), (exit) =>
      Effect.flatMap(Clock.currentTimeNanos, (endedAt) =>
        Effect.annotateLogs(
          Effect.logWithLevel(levelOf(request, outcomeOf(request, exit)))("request"),
          fieldsOf(request, exit, endedAt - startedAt),
        ),
      ),
    ),
  )
