/** Graph's API: authenticates the caller, finds the resource and the tenant's store, and runs the operation. */
import type { ConnectorStore } from "@odj/core"
import { decodeBatchRequests, type ReceivedBatchRequest, type RequestIds } from "@odj/graph-wire"
import { type Clock, Effect, Result } from "effect"
import type { Authenticate, Principal } from "../auth/Authenticator.ts"
import type { BatchPart, HttpRequest, RequestFacts, Wrap } from "../http/HttpMessage.ts"
import { type OwnUrls, ownTarget, type RequestTarget } from "../http/RequestTarget.ts"
import { makeBatches } from "./Batch.ts"
import { headAsGet, withoutBody } from "./HeadAsGet.ts"
import { headerFailure, inVersionOf } from "./ODataHeaders.ts"
import type { ApiOperation } from "./Operation.ts"
import { makeReader } from "./Reader.ts"
import type { ReadLimits } from "./ReadLimits.ts"
import { refuseKeys } from "./RepeatableRequest.ts"
import { checkJson, readJson } from "./RequestBody.ts"
import { BatchUrlForeign, MethodNotAllowed, SegmentUnknown } from "./RequestFailure.ts"
import { hasVersion, resourceAt } from "./Resource.ts"
import type { Responder, Responding } from "./Responder.ts"
import { checkFormat, metadata, runOperation } from "./RunOperation.ts"
import type { Tenants } from "./Tenants.ts"

type Store = ConnectorStore["Service"]

export interface Settings extends Responder {
  readonly authenticate: Authenticate
  /** Decides whether a token has expired. */
  readonly clock: Clock.Clock
  readonly tenants: Tenants["Service"]
  readonly limits: ReadLimits
  /** Decides which absolute URLs in a batch belong to this server. */
  readonly addresses: OwnUrls
  /** The operations that the server refuses, whatever the caller's permissions. By default there are none. */
  readonly refused?: ReadonlySet<ApiOperation> | undefined
  /** Wraps the handling of each request in a batch, to observe it. */
  readonly observe: Wrap
}

/** Notes the caller among the facts of a request, and returns these. */
const noteCaller = (facts: RequestFacts, { tenantId, application, user }: Principal): RequestFacts => {
  facts.tenant = tenantId
  facts.application = application
  facts.user = user
  return facts
}

export const makeEndpoint = ({
  authenticate,
  clock,
  tenants,
  newIds,
  refuse,
  respond,
  limits,
  addresses,
  refused,
  observe,
}: Settings) => {
  const running = { read: makeReader(limits), refused }
  const respondToBatch = makeBatches(limits)

  const respondToItem =
    (store: Store, principal: Principal, origin: string, ids: RequestIds, { json }: BatchPart) =>
    ({ method, target, headers, facts }: HttpRequest) => {
      const [path = "", ...query] = target.split("?")
      const call = {
        store,
        serviceRoot: `${origin}/beta`,
        query: query.join("?"),
        headers,
        facts,
        readJson: () => checkJson(headers, json),
      }
      const run = () =>
        Effect.flatMapEager(Effect.fromResult(resourceAt(path)), (resource): Responding => {
          if (resource._tag === "Batch") return Effect.fail(new SegmentUnknown({ segment: "$batch" }))
          if (resource._tag === "Metadata") return metadata(method, headers, call.query)
          return runOperation(resource, headAsGet(method), principal, call, running)
        })
      const response = respond(run, newIds(ids.clientRequestId), origin)
      return method === "HEAD" ? Effect.map(response, withoutBody) : response
    }

  /** The target of a request of a batch, as it would be alone. Without a version, it is relative to the service root. */
  const targetOf = (url: string): string | undefined => {
    const target = ownTarget(addresses, url)
    if (target === undefined || hasVersion(target)) return target
    return target.startsWith("/") ? `/beta${target}` : `/beta/${target}`
  }

  /** Responds to a request of a batch. One that is for this server is observed like a request outside a batch. */
  const respondToPart =
    (store: Store, principal: Principal, origin: string, ids: RequestIds, scheme: HttpRequest["scheme"]) =>
    ({ method, url, headers, body: json }: ReceivedBatchRequest) => {
      const target = targetOf(url)
      if (target === undefined) return refuse(new BatchUrlForeign(), newIds(ids.clientRequestId))
      const part: BatchPart = { of: ids.requestId, json }
      return observe(respondToItem(store, principal, origin, ids, part))({
        method: method.toUpperCase(),
        target,
        headers,
        body: undefined,
        scheme,
        part,
        facts: noteCaller({}, principal),
      })
    }

  const runBatch = (
    { method, headers, body, scheme, facts }: HttpRequest,
    { query, origin }: RequestTarget,
    store: Store,
    principal: Principal,
    ids: RequestIds,
  ): Responding => {
    if (method !== "POST") return Effect.fail(new MethodNotAllowed({ allow: "POST" }))
    const failure = headerFailure(headers)
    if (failure !== undefined) return Effect.fail(failure)
    const requests = Result.gen(function* () {
      yield* checkFormat(query, headers.accept, "application/json")
      yield* refuseKeys(headers)
      const requests = yield* decodeBatchRequests(yield* readJson(headers, body))
      return requests.map(inVersionOf(headers))
    })
    return Effect.fromResult(requests).pipe(
      Effect.tap((requests) =>
        Effect.sync(() => {
          facts.items = requests.length
        }),
      ),
      Effect.flatMap((requests) =>
        respondToBatch(requests, {
          respond: respondToPart(store, principal, origin, ids, scheme),
          refuse: (failure) => refuse(failure, newIds(ids.clientRequestId)),
        }),
      ),
      Effect.map((body) => ({
        status: 200,
        headers: { "Content-Type": "application/json", "OData-Version": "4.0", "Cache-Control": "no-cache" },
        body,
      })),
    )
  }

  return (request: HttpRequest, target: RequestTarget, ids: RequestIds): Responding => {
    const { method, headers, body, facts } = request
    const authenticated = authenticate(headers.authorization, clock)
    const found = resourceAt(target.path)
    // A caller without a valid token must not learn which paths exist.
    if (Result.isFailure(found)) return Effect.flatMapEager(authenticated, () => Effect.fail(found.failure))
    const resource = found.success
    if (resource._tag === "Metadata") return metadata(method, headers, target.query)
    return Effect.flatMapEager(authenticated, (principal) => {
      noteCaller(facts, principal)
      return Effect.flatMapEager(tenants.storeOf(principal.tenantId), (store) => {
        if (resource._tag === "Batch") {
          facts.operation = "batch"
          return runBatch(request, target, store, principal, ids)
        }
        return runOperation(
          resource,
          headAsGet(method),
          principal,
          {
            store,
            serviceRoot: `${target.origin}/beta`,
            query: target.query,
            headers,
            facts,
            readJson: () => readJson(headers, body),
          },
          running,
        )
      })
    })
  }
}

export type GraphEndpoint = ReturnType<typeof makeEndpoint>
