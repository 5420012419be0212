/** The Graph endpoint: who asks, for what, and how it is answered. */
import { ConnectorStore } from "@odj/core"
import {
  type ReceivedBatchRequest,
  decodeBatchRequests,
  metadataDocument,
  type OptionName,
  parseQuery,
  type RequestIds,
} from "@odj/graph-wire"
import { Effect, Result } from "effect"
import type { Authenticate, Principal } from "../auth/Authenticator.ts"
import { read, readWrite } from "../entra/Permission.ts"
import type { HttpAnswer, HttpRequest } from "../http/HttpListener.ts"
import { type RequestTarget, requestTarget } from "../http/RequestTarget.ts"
import { answerBatch } from "./Batch.ts"
import { answerTo, defectAnswer, type Failure, type RepeatableFailed } from "./ErrorAnswer.ts"
import { failureAnswer, requestIds } from "./FailureAnswer.ts"
import { type Call, operationsOf } from "./GraphOperation.ts"
import { accepts } from "./Negotiation.ts"
import { unrepeatableBatch } from "./RepeatableRequest.ts"
import { readJson, takeJson } from "./RequestBody.ts"
import { DependencyFailed, MethodNotAllowed, PermissionMissing, SegmentUnknown } from "./RequestFailure.ts"
import { type Resource, resourceAt } from "./Resource.ts"
import type { Tenants } from "./Tenants.ts"

export interface Settings {
  readonly authenticate: Authenticate
  readonly tenants: Tenants["Service"]
  /** Where a client is sent that has to sign in. */
  readonly authorizationUri: string
  /** What is answered below no version of the API; nothing for what is not there either. */
  readonly elsewhere: (
    request: HttpRequest,
    target: RequestTarget,
  ) => Effect.Effect<HttpAnswer, Failure> | undefined
}

const permissions = { canRead: [read, readWrite], canWrite: [readWrite] }

const noOptions: ReadonlySet<OptionName> = new Set()

/** A HEAD is asked of whatever can be got; the edge leaves the body out. */
const verb = (method: string) => (method === "HEAD" ? "GET" : method)

type Answering<R = never> = Effect.Effect<HttpAnswer, Failure | RepeatableFailed, R>

const metadata = (method: string, { accept }: Call["headers"], query: string): Answering => {
  if (verb(method) !== "GET") return Effect.fail(new MethodNotAllowed({ allow: "GET, HEAD" }))
  const accepted = Result.andThen(parseQuery(query, noOptions), () => accepts(accept, "application/xml"))
  return Effect.as(Effect.fromResult(accepted), {
    status: 200,
    headers: { "Content-Type": "application/xml", "OData-Version": "4.0" },
    body: metadataDocument,
  })
}

/** Answers one operation on a resource, if the caller may ask for it. */
const operate = (
  resource: Exclude<Resource, { readonly _tag: "Batch" | "Metadata" }>,
  method: string,
  principal: Principal,
  call: Call,
): Answering<ConnectorStore> => {
  const operations = operationsOf(resource)
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined
  if (operation === undefined)
    return Effect.fail(
      new MethodNotAllowed({ allow: Object.keys(operations).join(", ").replace("GET", "GET, HEAD") }),
    )
  return principal[operation.permission]
    ? operation.run(call)
    : Effect.fail(new PermissionMissing({ anyOf: permissions[operation.permission] }))
}

/** What the operator of the store has to see: the client learns little of it, and can't help it. */
const storeTrouble: ReadonlySet<string> = new Set<Failure["_tag"]>([
  "ConnectorStoreUnavailable",
  "ConnectorStoreFull",
  "CreateOutcomeUnknown",
])

/** Under the id that the client is told, so that its question can be answered. */
const logError = (reason: unknown, { requestId }: RequestIds) =>
  Effect.annotateLogs(Effect.logError(reason), "request-id", requestId)

/** Makes the endpoint. It answers whatever it is asked, and every failure has its answer. */
export const makeEndpoint = ({ authenticate, tenants, authorizationUri, elsewhere }: Settings) => {
  const failed = (failure: Failure | RepeatableFailed, ids: RequestIds) => {
    const answering = failureAnswer(answerTo(failure), ids, authorizationUri)
    const reason = failure._tag === "RepeatableFailed" ? failure.failure : failure
    return storeTrouble.has(reason._tag)
      ? Effect.andThen(logError(`${reason._tag}: ${reason.message}`, ids), answering)
      : answering
  }

  const settled = <R>(answering: Answering<R>, ids: RequestIds): Effect.Effect<HttpAnswer, never, R> =>
    answering.pipe(
      Effect.map(({ status, headers, body }) => ({
        status,
        headers: { ...headers, "request-id": ids.requestId, "client-request-id": ids.clientRequestId },
        body,
      })),
      Effect.catch((failure) => failed(failure, ids)),
      // A defect is logged, and the client learns only that there was one.
      Effect.catchDefect((defect) =>
        Effect.andThen(logError(defect, ids), failureAnswer(defectAnswer, ids, authorizationUri)),
      ),
    )

  const item =
    (principal: Principal, serviceRoot: string, ids: RequestIds) => (request: ReceivedBatchRequest) => {
      const [path = "", ...query] = request.url.split("?")
      const local = path.replace(/^\//, "")
      const resource = resourceAt(`/beta/${local}`)
      const { headers, body } = request
      const call = {
        serviceRoot,
        address: `${serviceRoot}/${local}`,
        query: query.join("?"),
        headers,
        readJson: () => takeJson(headers, body),
      }
      const answering = Effect.flatMap(Effect.fromResult(resource), (resource): Answering<ConnectorStore> => {
        if (resource._tag === "Batch") return Effect.fail(new SegmentUnknown({ segment: "$batch" }))
        if (resource._tag === "Metadata") return metadata(request.method.toUpperCase(), headers, call.query)
        return operate(resource, verb(request.method.toUpperCase()), principal, call)
      })
      return settled(answering, requestIds(ids.clientRequestId))
    }

  const batch = (
    { method, headers, body }: HttpRequest,
    query: string,
    principal: Principal,
    serviceRoot: string,
    ids: RequestIds,
  ): Answering<ConnectorStore> => {
    if (method !== "POST") return Effect.fail(new MethodNotAllowed({ allow: "POST" }))
    const requests = Result.gen(function* () {
      yield* parseQuery(query, noOptions)
      yield* accepts(headers.accept, "application/json")
      yield* unrepeatableBatch(headers)
      return yield* decodeBatchRequests(yield* readJson(headers, body))
    })
    return Effect.fromResult(requests).pipe(
      Effect.flatMap((requests) =>
        answerBatch(requests, item(principal, serviceRoot, ids), (id) =>
          failed(new DependencyFailed({ id }), requestIds(ids.clientRequestId)),
        ),
      ),
      Effect.map((body) => ({
        status: 200,
        headers: { "Content-Type": "application/json", "OData-Version": "4.0", "Cache-Control": "no-cache" },
        body,
      })),
    )
  }

  const answer = (request: HttpRequest, ids: RequestIds): Answering => {
    const located = requestTarget(request)
    if (Result.isFailure(located)) return Effect.fail(located.failure)
    const target = located.success
    const authenticated = authenticate(request.headers.authorization)
    const resource = resourceAt(target.path)
    if (Result.isFailure(resource)) {
      const page = resource.failure._tag === "VersionUnknown" ? elsewhere(request, target) : undefined
      return page ?? Effect.andThen(authenticated, Effect.fail(resource.failure))
    }
    const { method, headers, body } = request
    const found = resource.success
    if (found._tag === "Metadata") return metadata(method, headers, target.query)
    const serviceRoot = `${target.origin}/beta`
    return Effect.flatMap(authenticated, (principal) => {
      const answering =
        found._tag === "Batch"
          ? batch(request, target.query, principal, serviceRoot, ids)
          : operate(found, verb(method), principal, {
              serviceRoot,
              address: target.origin + target.path,
              query: target.query,
              headers,
              readJson: () => readJson(headers, body),
            })
      return Effect.flatMap(tenants.storeOf(principal.tenantId), (store) =>
        Effect.provideService(answering, ConnectorStore, store),
      )
    })
  }

  return (request: HttpRequest): Effect.Effect<HttpAnswer> => {
    const ids = requestIds(request.headers["client-request-id"])
    return settled(
      Effect.suspend(() => answer(request, ids)),
      ids,
    )
  }
}
