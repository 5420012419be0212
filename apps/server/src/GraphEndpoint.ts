/** The Graph endpoint: what a request means, and what it is answered with. */
import { isUtf8 } from "node:buffer"
import { randomUUID } from "node:crypto"
import { type ConnectorStore, createConnector } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import {
  collectionPath,
  encodeEntity,
  encodeError,
  entityPath,
  type InvalidJson,
  parse,
  type RequestIds,
} from "@odj/graph-wire"
import { DateTime, Effect, Result } from "effect"
import { defectAnswer, type ErrorAnswer, errorAnswer } from "./ErrorAnswer.ts"
import type { HttpAnswer, HttpRequest } from "./HttpListener.ts"
import {
  BodyEmpty,
  BodyTooLarge,
  BodyUnreadable,
  ContentTypeNotJson,
  HostInvalid,
  MethodNotAllowed,
  type RequestFailure,
  SegmentUnknown,
  TokenMissing,
  VersionUnknown,
} from "./RequestFailure.ts"

const bearerToken = /^Bearer +\S+ *$/i

const host = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

const json = /^application\/json *(?:;|$)/i

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * What is wrong with where a request goes. The collection is below the beta version or, as the reference writes it,
 * below none.
 */
const misrouted = ({ method, target }: HttpRequest): RequestFailure | undefined => {
  const path = target.split("?", 1)[0] ?? ""
  if (path === `/beta/${collectionPath}` || path === `/${collectionPath}`) {
    return method === "POST" ? undefined : new MethodNotAllowed({ allow: "POST" })
  }
  const [first = "", ...rest] = path.slice(1).split("/")
  const known = collectionPath.split("/")
  const isVersion = first === "beta" || first === "v1.0"
  if (!isVersion && first !== known[0]) return new VersionUnknown({ version: first })
  // Version 1.0 has the device management, but not this collection of it.
  const [segments, there] = isVersion
    ? [rest, first === "beta" ? known : known.slice(0, 1)]
    : [[first, ...rest], known]
  return new SegmentUnknown({ segment: segments.find((segment, index) => segment !== there[index]) ?? "" })
}

/** The JSON of the body. */
const readJson = ({ headers, body }: HttpRequest): Result.Result<unknown, RequestFailure | InvalidJson> => {
  if (body === undefined) return Result.fail(new BodyTooLarge())
  const contentType = headers["content-type"]
  if (contentType !== undefined && !json.test(contentType)) return Result.fail(new ContentTypeNotJson())
  if (body.length === 0) return Result.fail(new BodyEmpty())
  return contentType === undefined || !isUtf8(body)
    ? Result.fail(new BodyUnreadable())
    : parse(body.toString())
}

/** What a request asks to be created. */
const decide = (request: HttpRequest): Result.Result<unknown, RequestFailure | InvalidJson> => {
  if (!bearerToken.test(request.headers.authorization ?? "")) return Result.fail(new TokenMissing())
  if (!host.test(request.headers.host ?? "")) return Result.fail(new HostInvalid())
  const failure = misrouted(request)
  return failure === undefined ? readJson(request) : Result.fail(failure)
}

/** Our own id of the request, and the client's, which is echoed only where it is a GUID. */
const requestIds = ({ headers }: HttpRequest): RequestIds => {
  const requestId = randomUUID()
  const given = headers["client-request-id"]
  return { requestId, clientRequestId: typeof given === "string" && guid.test(given) ? given : requestId }
}

/**
 * Clients give up on a head of more than 16 KiB, `node:http` among them; an id may be longer, and nine times so when it
 * is encoded. The rest of the head is well below the other half.
 */
const maxLocation = 8_192

const created = (connector: DomainJoinConnector, { headers }: HttpRequest, ids: RequestIds): HttpAnswer => {
  const serviceRoot = `http://${headers.host}/beta`
  const location = `${serviceRoot}/${entityPath(connector.id)}`
  return {
    status: 201,
    headers: {
      "Content-Type":
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
      "OData-Version": "4.0",
      "Cache-Control": "no-cache",
      ...(location.length <= maxLocation && { Location: location }),
      "request-id": ids.requestId,
      "client-request-id": ids.clientRequestId,
    },
    body: encodeEntity(connector, serviceRoot),
  }
}

const failed = ({ status, error, headers }: ErrorAnswer, ids: RequestIds): Effect.Effect<HttpAnswer> =>
  Effect.map(DateTime.nowAsDate, (date) => ({
    status,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-cache",
      "request-id": ids.requestId,
      "client-request-id": ids.clientRequestId,
      ...headers,
    },
    body: encodeError(error, ids, date),
  }))

/** Answers a request. Every failure has its answer; a defect is logged, and the client learns only that there was one. */
export const handle = (request: HttpRequest): Effect.Effect<HttpAnswer, never, ConnectorStore> => {
  const ids = requestIds(request)
  return Effect.fromResult(decide(request)).pipe(
    Effect.flatMap(createConnector),
    Effect.map((connector) => created(connector, request, ids)),
    Effect.catch((failure) => failed(errorAnswer(failure), ids)),
    Effect.catchDefect((defect) => Effect.andThen(Effect.logError(defect), failed(defectAnswer, ids))),
  )
}
