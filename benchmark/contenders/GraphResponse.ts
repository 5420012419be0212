/** The responses to creates for the servers that odj-server is compared with: Graph's headers and Graph's JSON. */
import { randomUUID } from "node:crypto"
import type { Connector, Problem } from "./HandWrittenValidator.ts"

export const collectionPath = "/beta/deviceManagement/domainJoinConnectors"

export interface RequestIds {
  readonly requestId: string
  readonly clientRequestId: string
}

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The server's id of a request, and the client's id. The client's id is returned only if it is a GUID. */
export const requestIds = (given: unknown): RequestIds => {
  const requestId = randomUUID()
  return { requestId, clientRequestId: typeof given === "string" && guid.test(given) ? given : requestId }
}

const entityType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

const addressOf = (host: string, id: string) =>
  `http://${host}${collectionPath}('${encodeURIComponent(id.replaceAll("'", "''"))}')`

export const createdHeaders = (host: string, id: string, { requestId, clientRequestId }: RequestIds) => ({
  "Content-Type": entityType,
  "OData-Version": "4.0",
  "Cache-Control": "no-cache",
  Vary: "Accept, Prefer",
  Location: addressOf(host, id),
  "request-id": requestId,
  "client-request-id": clientRequestId,
})

export interface StoredConnector extends Connector {
  readonly id: string
}

export const entity = (
  host: string,
  { id, displayName, lastConnectionDateTime, state, version }: StoredConnector,
) => ({
  "@odata.context": `http://${host}/beta/$metadata#deviceManagement/domainJoinConnectors/$entity`,
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  id,
  displayName,
  lastConnectionDateTime,
  state,
  version,
})

export const failedHeaders = ({ requestId, clientRequestId }: RequestIds) => ({
  "Content-Type": "application/json",
  "Cache-Control": "no-cache",
  "request-id": requestId,
  "client-request-id": clientRequestId,
})

/** One message with all problems, and a detail for each. */
export const failure = (
  code: string,
  message: string,
  problems: ReadonlyArray<Problem>,
  { requestId, clientRequestId }: RequestIds,
) => ({
  error: {
    code,
    message: [message, ...problems.map(({ path, message }) => `${[...path, message].join(": ")}.`)]
      .join(" ")
      .trim(),
    ...(problems.length > 0 && {
      details: problems.map(({ path, message }) => ({ code, message, target: path.join("/") })),
    }),
    innerError: {
      date: new Date().toISOString().slice(0, 19),
      "request-id": requestId,
      "client-request-id": clientRequestId,
    },
  },
})
