/** The resources of the control that show a server, for the OpenAPI document: requests, events, its status, and tokens. */
import { exampleConnector } from "@odj/domain"
import { defaultTenant, readPermission } from "@odj/graph-wire"
import { requestBody, response, text } from "../docs/OpenApiContent.ts"
import type { Content, JsonSchema, OpenApiPart, Operation } from "../docs/OpenApiDocument.ts"
import { openApiParameters } from "../docs/OpenApiParameters.ts"
import { defaultAppId } from "../issuer/MintToken.ts"
import type { RequestSummary } from "../ledger/RecordedRequest.ts"
import { controlPath } from "../server/HttpControl.ts"
import { parameters, requestParameters } from "./OpenApiControlParameters.ts"
import { reference } from "./OpenApiControlSchemas.ts"

/** Describes an operation of the control. */
export type Describe = (
  operationId: string,
  described: Pick<Operation, "summary" | "responses"> & Partial<Operation>,
) => Operation

export const json = (schema: JsonSchema, example: unknown): Content => ({
  "application/json": { schema, example },
})

export const time = "2026-01-31T12:00:00.000Z"

const summary: RequestSummary = {
  number: 1,
  time,
  milliseconds: 1.5,
  method: "POST",
  path: "/beta/deviceManagement/domainJoinConnectors",
  query: "",
  operation: "create",
  outcome: "response",
  status: 504,
  committed: true,
  connector: openApiParameters.id.example,
  faults: ["lost response"],
}

const recorded = { ...summary, headers: { "content-type": "application/json" }, body: exampleConnector }

const state = {
  clock: { time, offset: 0 },
  faults: [],
  recordingSince: time,
  dropped: 0,
  changes: 1,
}

const events = [
  "event: reset\ndata: {}\n\n",
  `id: 8e03978e-40d5-43dd-bc93-6894a57f9324.2\nevent: requests\ndata: ${JSON.stringify([summary])}\n\n`,
  `event: state\ndata: ${JSON.stringify(state)}\n\n`,
]

const status = {
  version: "1.0.0",
  store: "memory",
  url: "http://127.0.0.1:8365",
  started: time,
  recordingSince: time,
  ready: "ok",
  tenants: [{ tenant: defaultTenant, connectors: 1 }],
  issuer: {
    people: [{ tenant: defaultTenant, username: "ada@contoso.onmicrosoft.com", name: "Ada" }],
    applications: [{ appId: defaultAppId, displayName: "Provisioning" }],
  },
}

const token = {
  token: "eyJ0eXAiOiJKV1QifQ.eyJ0aWQiOiIifQ.c2lnbmF0dXJl",
  tenant: defaultTenant,
  appId: defaultAppId,
  permissions: [readPermission],
  expiresIn: 3_600,
}

const eventDescription = `
The stream has these events:

- \`reset\`: Forget all requests that you have. A stream begins with it, unless it continues another. It also comes when the recorded requests are forgotten, because their numbers then begin at 1 again.
- \`requests\`: An array of requests that are new or have changed, the oldest first, without headers, bodies and token. The first event has the last 200. Put each in the place of the one with its number.
- \`state\`: What has changed besides: the clock, the faults in force, since when requests are recorded, how many of them are dropped (those with the first numbers), and how often connectors have changed.

Events are sent ten times a second at most. A client that reads slowly misses requests that are no longer among the last 200. A comment line comes every 15 seconds. To continue after a lost connection, send the last \`id\` in \`Last-Event-ID\`. A server has 16 streams at most.`

/** The paths of these resources. */
export const openApiInspection = (operation: Describe): OpenApiPart["paths"] => ({
  [`${controlPath}/requests`]: {
    get: operation("listRequests", {
      summary: "List the recorded requests",
      description: "Only those that match every given parameter.",
      parameters: parameters(...requestParameters),
      responses: {
        200: response(
          "The requests.",
          json(reference("RecordedRequests"), { dropped: 0, requests: [recorded] }),
        ),
      },
    }),
    delete: operation("forgetRequests", {
      summary: "Forget the recorded requests",
      responses: { 204: response("No request is recorded.") },
    }),
  },
  [`${controlPath}/requests/{id}`]: {
    get: operation("getRequest", {
      summary: "Get a recorded request",
      parameters: parameters("numberOfRequest"),
      responses: {
        200: response("The request.", json(reference("RecordedRequest"), recorded)),
        404: { $ref: "#/components/responses/RequestNotFound" },
      },
    }),
  },
  [`${controlPath}/events`]: {
    get: operation("listenToEvents", {
      summary: "Get requests and changes as they happen",
      description: eventDescription,
      parameters: parameters("lastEventId"),
      responses: {
        200: response("The events.", text("text/event-stream", events.join(""))),
        503: { $ref: "#/components/responses/StreamsFull" },
      },
    }),
  },
  [`${controlPath}/status`]: {
    get: operation("getStatus", {
      summary: "Get the server's status",
      responses: { 200: response("The status.", json(reference("ServerStatus"), status)) },
    }),
  },
  [`${controlPath}/tokens`]: {
    post: operation("makeToken", {
      summary: "Make a token for Graph's API",
      description:
        "The token need not be granted to its application or its person. By default it is an application's, with all permissions in the default tenant.",
      requestBody: requestBody(json(reference("TokenRequest"), { roles: [readPermission] })),
      responses: {
        201: response("The token.", json(reference("MadeToken"), token)),
        404: { $ref: "#/components/responses/IssuerMissing" },
      },
    }),
  },
})
