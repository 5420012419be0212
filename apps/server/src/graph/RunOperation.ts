/** Runs one request for a resource, alone or in a batch: checks the method, the caller's permission and the headers. */
import { metadataDocument, parseQuery, readPermission, readWritePermission } from "@odj/graph-wire"
import { Effect, Result } from "effect"
import type { Principal } from "../auth/Authenticator.ts"
import { operationsOf } from "./GraphOperation.ts"
import { headAsGet } from "./HeadAsGet.ts"
import { accepts } from "./Negotiation.ts"
import { headerFailure } from "./ODataHeaders.ts"
import type { ApiOperation, Call } from "./Operation.ts"
import { readIfMet } from "./Preconditions.ts"
import type { Reader } from "./Reader.ts"
import { MethodNotAllowed, OperationNotAllowed, PermissionMissing, RoleMissing } from "./RequestFailure.ts"
import { type OperatedResource, pathOf } from "./Resource.ts"
import type { Responding } from "./Responder.ts"
import { commonHeaders, documentOptions } from "./ResponseForm.ts"
import { untilClientLeft } from "./UntilClientLeft.ts"

const permissions = { canRead: [readPermission, readWritePermission], canWrite: [readWritePermission] }

/** Fails unless the client accepts the media type. `$format` overrides `Accept`, and is the only query option. */
export const checkFormat = (query: string, accept: string | undefined, mediaType: string) =>
  Result.flatMap(parseQuery(query, documentOptions), ({ format = accept }) =>
    accepts(format?.replace(/^(json|xml)(?=;|$)/i, "application/$1"), mediaType),
  )

/** The metadata document, which needs no permission. */
export const metadata = (method: string, headers: Call["headers"], query: string): Responding => {
  if (headAsGet(method) !== "GET") return Effect.fail(new MethodNotAllowed({ allow: "GET, HEAD" }))
  const failure = headerFailure(headers)
  if (failure !== undefined) return Effect.fail(failure)
  return readIfMet(
    headers,
    Effect.as(Effect.fromResult(checkFormat(query, headers.accept, "application/xml")), {
      status: 200,
      headers: { "Content-Type": "application/xml", ...commonHeaders },
      body: metadataDocument,
    }),
  )
}

/** What every operation needs. */
export interface Running {
  /** The operations that the server refuses, whatever the caller's permissions. */
  readonly refused: ReadonlySet<ApiOperation> | undefined
  readonly read: Reader
}

/** Runs one operation on a resource, if the server allows it and the caller has the permission. */
export const runOperation = (
  resource: OperatedResource,
  method: string,
  principal: Principal,
  call: Call,
  { read, refused }: Running,
): Responding => {
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
    return Effect.fail(
      new PermissionMissing({ anyOf: permissions[operation.permission], path: pathOf(resource) }),
    )
  if (principal.roles?.[operation.permission] === false)
    return Effect.fail(new RoleMissing({ path: pathOf(resource) }))
  const failure = headerFailure(call.headers)
  if (failure !== undefined) return Effect.fail(failure)
  if (operation.isScan) return read(operation.run(call))
  return operation.permission === "canRead" ? untilClientLeft(operation.run(call)) : operation.run(call)
}
