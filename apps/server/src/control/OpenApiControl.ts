/** The control, for the OpenAPI document of a server that has it. */
import { exampleConnector, withId } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { requestBody, response, text } from "../docs/OpenApiContent.ts"
import type { Content, JsonSchema, OpenApiPart } from "../docs/OpenApiDocument.ts"
import { failureResponse, failures } from "../docs/OpenApiFailures.ts"
import { openApiParameters } from "../docs/OpenApiParameters.ts"
import type { Fault } from "../faults/Fault.ts"
import { presets } from "../faults/Presets.ts"
import { controlPath } from "../server/HttpControl.ts"
import {
  contentTypeNotSupported,
  faultUnknown,
  issuerMissing,
  requestUnknown,
  streamsFull,
  tokenInvalid,
  tokenNeeded,
} from "./ControlFailure.ts"
import { openApiControlParameters, parameters } from "./OpenApiControlParameters.ts"
import { arrayOf, openApiControlSchemas, reference } from "./OpenApiControlSchemas.ts"
import { type Describe, json, openApiInspection, time } from "./OpenApiInspection.ts"
import { openApiInspectionSchemas } from "./OpenApiInspectionSchemas.ts"

/** Several values, as JSON or NDJSON. */
const values = (schema: JsonSchema, examples: ReadonlyArray<unknown>): Content => ({
  ...json(schema, examples),
  ...text("application/x-ndjson", examples.map((example) => `${JSON.stringify(example)}\n`).join("")),
})

const fault: Fault = { name: "lost response", on: "create", times: 1, with: { status: 504, after: "commit" } }
const armed = { id: "1", fault, matched: 0, struck: 0 }

const snapshot = {
  time,
  tenants: { [defaultTenant]: [withId(openApiParameters.id.example, exampleConnector)] },
}

/** What the control adds to the document. `isTokenNeeded`: whether callers need its token. */
export const openApiControl = (isTokenNeeded: boolean): OpenApiPart => {
  const responses = {
    ControlRefused: failureResponse(
      isTokenNeeded
        ? "The request is from a web page of another origin."
        : "The request is from another machine, from a proxy, or from a web page of another origin.",
      tokenNeeded.row,
    ),
    ...(isTokenNeeded && {
      ControlTokenInvalid: failureResponse(
        "The control's token is missing or wrong.",
        tokenInvalid.row,
        "WWW-Authenticate",
      ),
    }),
    FaultNotFound: failureResponse("No fault has this id.", faultUnknown("1").row),
    RequestNotFound: failureResponse("No recorded request has this number.", requestUnknown("1").row),
    IssuerMissing: failureResponse("The server has no built-in issuer.", issuerMissing.row),
    StreamsFull: failureResponse("Too many programs read the events.", streamsFull.row, "Retry-After"),
    UnsupportedMediaType: failureResponse(
      "The body is not JSON (or NDJSON, if the operation reads it), or is compressed.",
      contentTypeNotSupported(["application/json"]).row,
    ),
  }
  const refusals = {
    ...(isTokenNeeded && { 401: { $ref: "#/components/responses/ControlTokenInvalid" } }),
    403: { $ref: "#/components/responses/ControlRefused" },
  }

  const operation: Describe = (operationId, { responses, ...described }) => ({
    operationId,
    tags: ["Control"],
    security: isTokenNeeded ? [{ control: [] }] : [],
    parameters: parameters(),
    ...described,
    responses: {
      ...responses,
      ...(described.requestBody && { 415: { $ref: "#/components/responses/UnsupportedMediaType" } }),
      ...failures("Invalid", ...(described.requestBody ? (["TooLarge"] as const) : [])),
      ...refusals,
    },
  })

  const clock = json(reference("ServerTime"), { time, offset: 0 })

  return {
    tag: {
      name: "Control",
      description: `Make requests fail, look at the requests that came, move the clock, and create, copy and restore connectors. Requests below \`${controlPath}\` are not recorded, and faults have no effect on them. ${
        isTokenNeeded
          ? "They need the control's token."
          : "They need no token, but only programs on the same machine may send them."
      }`,
    },
    paths: {
      [controlPath]: {
        get: operation("listControl", {
          summary: "List the resources",
          responses: {
            200: response(
              "The resources.",
              json(reference("ControlResources"), [
                { url: `http://127.0.0.1:8365${controlPath}/clock`, methods: ["GET", "HEAD", "PATCH"] },
              ]),
            ),
          },
        }),
      },
      [`${controlPath}/faults`]: {
        get: operation("listFaults", {
          summary: "List the faults in force",
          responses: {
            200: response(
              "The faults, in the order in which they were added.",
              json(arrayOf("ArmedFault"), [armed]),
            ),
          },
        }),
        post: operation("addFaults", {
          summary: "Add faults",
          description: "The body is one fault or an array of faults. If one is invalid, none is added.",
          requestBody: requestBody(values({ anyOf: [reference("Fault"), arrayOf("Fault")] }, [fault])),
          responses: { 201: response("The added faults.", json(arrayOf("ArmedFault"), [armed])) },
        }),
        delete: operation("removeFaults", {
          summary: "Remove all faults",
          description: "Also those of the start, which a reset brings back.",
          responses: { 204: response("No fault is in force.") },
        }),
      },
      [`${controlPath}/faults/{id}`]: {
        delete: operation("removeFault", {
          summary: "Remove a fault",
          parameters: parameters("faultId"),
          responses: {
            204: response("The fault was removed."),
            404: { $ref: "#/components/responses/FaultNotFound" },
          },
        }),
      },
      [`${controlPath}/presets`]: {
        get: operation("listPresets", {
          summary: "List the presets",
          description: "To put a preset in force, add its faults.",
          responses: {
            200: response(
              "The presets.",
              json(arrayOf("Preset"), [{ name: "observed", ...presets.observed }]),
            ),
          },
        }),
      },
      ...openApiInspection(operation),
      [`${controlPath}/clock`]: {
        get: operation("getClock", {
          summary: "Get the server's time",
          responses: { 200: response("The time.", clock) },
        }),
        patch: operation("moveClock", {
          summary: "Move the server's clock",
          requestBody: requestBody(json(reference("ClockChange"), { advance: "6 days" })),
          responses: { 200: response("The new time.", clock) },
        }),
      },
      [`${controlPath}/connectors`]: {
        post: operation("seedConnectors", {
          summary: "Create connectors in a tenant",
          description:
            "The body is one connector or an array of connectors. If one is invalid, none is created.",
          parameters: parameters("seededTenant"),
          requestBody: requestBody(
            values({ anyOf: [reference("NewDomainJoinConnector"), arrayOf("NewDomainJoinConnector")] }, [
              exampleConnector,
            ]),
          ),
          responses: {
            201: response(
              "The connectors were created.",
              json(reference("CreatedConnectors"), { created: 1 }),
            ),
          },
        }),
        delete: operation("deleteConnectors", {
          summary: "Delete all connectors of a tenant",
          description: "Other requests run meanwhile. Idempotency keys stay.",
          parameters: parameters("seededTenant"),
          responses: { 204: response("The tenant has no connectors.") },
        }),
      },
      [`${controlPath}/snapshot`]: {
        get: operation("getSnapshot", {
          summary: "Get all connectors of all tenants",
          responses: { 200: response("The snapshot.", json(reference("Snapshot"), snapshot)) },
        }),
        put: operation("restoreSnapshot", {
          summary: "Replace all connectors of all tenants",
          description:
            "Also sets the clock to the time of the snapshot, and forgets idempotency keys. A request in flight gets 403 if it still needs a connector.",
          requestBody: requestBody(json(reference("Snapshot"), snapshot)),
          responses: { 204: response("The server has the connectors of the snapshot.") },
        }),
      },
      [`${controlPath}/reset`]: {
        post: operation("reset", {
          summary: "Reset the server",
          description:
            "Goes back to the connectors and faults of the start, and to the time of the program. Forgets recorded requests, idempotency keys, sessions of browsers, and redirect URIs that were registered by their first use. Requests in flight that still need a connector get 403.",
          responses: { 204: response("The server is as it was at its start.") },
        }),
      },
      [`${controlPath}/schema`]: {
        get: operation("getFaultSchema", {
          summary: "Get the JSON Schema of faults",
          description: "For editors that complete and check files of faults.",
          responses: {
            200: response("The schema.", { "application/schema+json": { schema: { type: "object" } } }),
          },
        }),
      },
    },
    schemas: { ...openApiControlSchemas(), ...openApiInspectionSchemas },
    parameters: openApiControlParameters,
    responses,
    securitySchemes: isTokenNeeded
      ? {
          control: {
            type: "http",
            scheme: "bearer",
            description: `Requests below \`${controlPath}\` need the token of \`--control-token\` in the header \`Authorization: Bearer TOKEN\`. The commands for them use the shell variable \`CONTROL_TOKEN\`.`,
          },
        }
      : {},
  }
}
