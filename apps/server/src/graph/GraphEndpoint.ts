/** Graph's API: authenticates the caller, finds the resource and the tenant's store, and runs the operation. */
import { ConnectorStore } from "@odj/core"
import {
  decodeBatchRequests,
  metadataDocument,
  type OptionName,
  parseQuery,
  type ReceivedBatchRequest,
  type RequestIds,
  readPermission,
  readWritePermission,
} from "@odj/graph-wire"
import { Effect, Result } from "effect"
import type { Authenticate, Principal } from "../auth/Authenticator.ts"
import type { HttpRequest, RequestFacts, Wrap } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { makeBatches } from "./Batch.ts"
import { operationsOf } from "./GraphOperation.ts"
import { headAsGet } from "./HeadAsGet.ts"
import { accepts } from "./Negotiation.ts"
import type { Call, OperationName } from "./Operation.ts"
import { makeReader, type Reader } from "./Reader.ts"
import type { ReadLimits } from "./ReadLimits.ts"
import { refuseKeys } from "./RepeatableRequest.ts"
import { checkJson, readJson } from "./RequestBody.ts"
import {
  MethodNotAllowed,
  OperationNotAllowed,
  PermissionMissing,
  RoleMissing,
  SegmentUnknown,
} from "./RequestFailure.ts"
import { type Resource, resourceAt } from "./Resource.ts"
import type { Responder, Responding } from "./Responder.ts"
import type { Tenants } from "./Tenants.ts"
import { untilClientLeft } from "./UntilClientLeft.ts"

export interface Settings extends Responder {
  readonly authenticate: Authenticate
  readonly tenants: Tenants["Service"]
  readonly limits: ReadLimits
  /** The operations that the server refuses, whatever the caller's permissions. By default there are none. */
  readonly refused?: ReadonlySet<OperationName> | undefined
  /** Wraps the handling of each request in a batch, to observe it. */
  readonly observe: Wrap
}

const permissions = { canRead: [readPermission, readWritePermission], canWrite: [readWritePermission] }

const noOptions: ReadonlySet<OptionName> = new Set()

const metadata = (method: string, { accept }: Call["headers"], query: string): Responding => {
  if (headAsGet(method) !== "GET") return Effect.fail(new MethodNotAllowed({ allow: "GET, HEAD" }))
  const accepted = Result.andThen(parseQuery(query, noOptions), () => accepts(accept, "application/xml"))
  return Effect.as(Effect.fromResult(accepted), {
    status: 200,
    headers: { "Content-Type": "application/xml", "OData-Version": "4.0" },
    body: metadataDocument,
  })
}

const factsOf = ({ tenantId, application, user }: Principal): RequestFacts => ({
  tenant: tenantId,
  application,
  user,
})

/** What all operations run with. */
interface Running extends Pick<Settings, "refused"> {
  readonly read: Reader
}

/** Runs one operation on a resource, if the server allows it and the caller has the permission. */
const runOperation = (
  resource: Exclude<Resource, { readonly _tag: "Batch" | "Metadata" }>,
  method: string,
  principal: Principal,
  call: Call,
  { read, refused }: Running,
): Responding<ConnectorStore> => {
  const operations = operationsOf(resource)
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined
  if (operation === undefined)
    return Effect.fail(
      new MethodNotAllowed({ allow: Object.keys(operations).join(", ").replace("GET", "GET, HEAD") }),
    )
  call.facts.operation = operation.name
  if (resource._tag === "Entity") call.facts.connector = resource.id
  const { name } = operation
  if (refused?.has(name)) return Effect.fail(new OperationNotAllowed({ name }))
  if (!principal[operation.permission])
    return Effect.fail(new PermissionMissing({ anyOf: permissions[operation.permission] }))
  if (principal.roles?.[operation.permission] === false) return Effect.fail(new RoleMissing())
  if (operation.isScan) return read(operation.run(call))
  return operation.permission === "canRead" ? untilClientLeft(operation.run(call)) : operation.run(call)
}

export const makeEndpoint = ({
  authenticate,
  tenants,
  newIds,
  refuse,
  respond,
  limits,
  refused,
  observe,
}: Settings) => {
  const running = { read: makeReader(limits), refused }
  const respondToBatch = makeBatches(limits)

  const respondToItem =
    (principal: Principal, origin: string, ids: RequestIds, facts: RequestFacts) =>
    (request: ReceivedBatchRequest) => {
      const serviceRoot = `${origin}/beta`
      const [path = "", ...query] = request.url.split("?")
      const local = path.replace(/^\//, "")
      const resource = resourceAt(`/beta/${local}`)
      const { headers, body } = request
      const call = {
        serviceRoot,
        address: `${serviceRoot}/${local}`,
        query: query.join("?"),
        headers,
        facts,
        readJson: () => checkJson(headers, body),
      }
      const responding = Effect.flatMap(
        Effect.fromResult(resource),
        (resource): Responding<ConnectorStore> => {
          if (resource._tag === "Batch") return Effect.fail(new SegmentUnknown({ segment: "$batch" }))
          if (resource._tag === "Metadata") return metadata(request.method.toUpperCase(), headers, call.query)
          return runOperation(resource, headAsGet(request.method.toUpperCase()), principal, call, running)
        },
      )
      return respond(responding, newIds(ids.clientRequestId), origin)
    }

  /** Responds to a request of a batch, which is observed like one that comes alone. */
  const respondToPart =
    (principal: Principal, origin: string, ids: RequestIds, scheme: HttpRequest["scheme"]) =>
    (request: ReceivedBatchRequest) =>
      observe(({ facts }) => respondToItem(principal, origin, ids, facts)(request))({
        method: request.method.toUpperCase(),
        target: `/beta/${request.url.replace(/^\//, "")}`,
        headers: request.headers,
        body: undefined,
        scheme,
        part: { of: ids.requestId, json: request.body },
        facts: factsOf(principal),
      })

  const runBatch = (
    { method, headers, body, scheme, facts }: HttpRequest,
    { query, origin }: RequestTarget,
    principal: Principal,
    ids: RequestIds,
  ): Responding<ConnectorStore> => {
    if (method !== "POST") return Effect.fail(new MethodNotAllowed({ allow: "POST" }))
    const requests = Result.gen(function* () {
      yield* parseQuery(query, noOptions)
      yield* accepts(headers.accept, "application/json")
      yield* refuseKeys(headers)
      return yield* decodeBatchRequests(yield* readJson(headers, body))
    })
    return Effect.fromResult(requests).pipe(
      Effect.tap((requests) =>
        Effect.sync(() => {
          facts.items = requests.length
        }),
      ),
      Effect.flatMap((requests) =>
        respondToBatch(requests, {
          respond: respondToPart(principal, origin, ids, scheme),
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
    const authenticated = authenticate(headers.authorization)
    const found = resourceAt(target.path)
    // A caller without a valid token must not learn which paths exist.
    if (Result.isFailure(found)) return Effect.andThen(authenticated, Effect.fail(found.failure))
    const resource = found.success
    if (resource._tag === "Metadata") return metadata(method, headers, target.query)
    const serviceRoot = `${target.origin}/beta`
    return Effect.flatMap(authenticated, (principal) => {
      Object.assign(facts, factsOf(principal))
      if (resource._tag === "Batch") facts.operation = "batch"
      const responding =
        resource._tag === "Batch"
          ? runBatch(request, target, principal, ids)
          : runOperation(
              resource,
              headAsGet(method),
              principal,
              {
                serviceRoot,
                address: target.origin + target.path,
                query: target.query,
                headers,
                facts,
                readJson: () => readJson(headers, body),
              },
              running,
            )
      return Effect.flatMap(tenants.storeOf(principal.tenantId), (store) =>
        Effect.provideService(responding, ConnectorStore, store),
      )
    })
  }
}

export type GraphEndpoint = ReturnType<typeof makeEndpoint>
