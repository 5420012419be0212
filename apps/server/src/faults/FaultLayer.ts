/** The layer that makes requests fail: it finds the faults that strike a request, and applies them. */
import { Effect, Result } from "effect"
import type { Authenticate } from "../auth/Authenticator.ts"
import type { ServerClock } from "../clock/ServerClock.ts"
import { type MakeRequestIds, requestIds } from "../graph/ErrorResponse.ts"
import { untilClientLeft } from "../graph/UntilClientLeft.ts"
import type { HttpRequest, HttpResponse, Observe } from "../http/HttpMessage.ts"
import { type RequestTarget, requestTarget } from "../http/RequestTarget.ts"
import { issuerEndpointAt } from "../issuer/IssuerEndpoint.ts"
import { type RequestedOperation, requestedOperation } from "../requested/RequestedOperation.ts"
import { type Armed, strike } from "./ArmedFaults.ts"
import { asBatch, EnclosingBatch } from "./EnclosingBatch.ts"
import type { RequestFault } from "./Fault.ts"
import { applyFault } from "./FaultOutcome.ts"
import { type FaultSubject, graphSubject, issuerSubject, matches } from "./FaultSubject.ts"

/** What a fault needs to know of the server's authentication. */
export interface Callers {
  /** Faults strike only requests with a valid token. */
  readonly authenticate: Authenticate
  /** The address where clients sign in, by the origin that they use. */
  readonly signInAddress: (origin: string) => string
  /** Makes the ids of a request; by default they are random. */
  readonly newIds?: MakeRequestIds | undefined
}

export const makeFaultLayer =
  (clock: ServerClock, inForce: () => ReadonlyArray<Armed<RequestFault>>) =>
  ({ authenticate, signInAddress, newIds = requestIds }: Callers, publicUrl: string | undefined): Observe => {
    /** The subject of a request; `undefined` if its token is invalid. The metadata document needs no token. */
    const subjectOf = (
      request: HttpRequest,
      path: string,
      operation: RequestedOperation,
    ): Effect.Effect<FaultSubject | undefined> => {
      const endpoint = issuerEndpointAt(path)
      if (endpoint !== undefined) return Effect.succeed(issuerSubject(request, endpoint.tenant))
      const { part, headers, facts } = request
      if (part !== undefined || operation === "metadata")
        return Effect.succeed(graphSubject(request, path, facts))
      return Effect.match(authenticate(headers.authorization), {
        onFailure: () => undefined,
        onSuccess: ({ tenantId, application, user }) =>
          graphSubject(request, path, { tenant: tenantId, application, user }),
      })
    }

    /** Responds to a request that faults may match. */
    const respond = Effect.fnUntraced(function* <R>(
      request: HttpRequest,
      { origin, path }: RequestTarget,
      operation: RequestedOperation,
      candidates: ReadonlyArray<Armed<RequestFault>>,
      run: Effect.Effect<HttpResponse, never, R>,
    ) {
      // A delay begins here. So a test can move the clock past it as soon as the ledger has the request.
      const arrivedAt = clock.clock.currentTimeMillisUnsafe()
      const subject = yield* subjectOf(request, path, operation)
      if (subject === undefined) return yield* run
      const { caller, connector, isIssuer } = subject
      const matching = candidates.filter(({ fault }) => matches(fault, subject))
      const { names, delay, deciding } = strike(matching, caller, clock.clock.currentTimeMillisUnsafe())
      if (names.length === 0) return yield* run
      Object.assign(request.facts, !isIssuer && { ...caller, operation, connector }, { faults: names })
      const batch = yield* EnclosingBatch
      const edge = batch ?? { request, origin }
      const response = yield* deciding === undefined
        ? run
        : applyFault(deciding.fault, {
            request,
            run,
            isIssuer,
            newIds: () => newIds(edge.request.headers["client-request-id"]),
            signInAddress: signInAddress(edge.origin),
            rest: deciding.rest,
          })
      if (delay > 0) yield* Effect.ignore(untilClientLeft(clock.delayUntil(arrivedAt + delay)))
      if (batch !== undefined) batch.breaks ??= response.breaks
      return response
    })

    return (handle) => (request) => {
      const armed = inForce()
      // A fault that is armed while a batch runs can break the connection of the batch.
      if (armed.length === 0 && !request.target.includes("batch")) return handle(request)
      const target = Result.getOrUndefined(requestTarget(request, publicUrl))
      const operation = target && requestedOperation(request.method, target.path)
      if (target === undefined || operation === undefined) return handle(request)
      const own = Effect.suspend(() => handle(request))
      const run = operation === "batch" ? asBatch(own, request, target.origin) : own
      const candidates = armed.filter(({ on }) => on.has(operation))
      return candidates.length === 0 ? run : respond(request, target, operation, candidates, run)
    }
  }
