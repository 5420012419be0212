/** The JSON schemas of requests to the control and of its responses, for the OpenAPI document. */
import type { JsonSchema } from "../docs/OpenApiDocument.ts"
import { faultSchema } from "../faults/FaultSchema.ts"
import type { Preset } from "../faults/Presets.ts"
import type { RecordedRequest, RecordedResponse } from "../ledger/RecordedRequest.ts"

export const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

export const arrayOf = (name: string): JsonSchema => ({ type: "array", items: reference(name) })

/** The definitions that the schema of faults refers to, as components. */
const faultComponents = () => {
  const definitions = JSON.stringify(faultSchema().$defs)
  return JSON.parse(definitions.replaceAll("#/$defs/", "#/components/schemas/")) as Readonly<
    Record<string, JsonSchema>
  >
}

export const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  type: "string",
  description,
  ...more,
})

export const number = (description: string): JsonSchema => ({ type: "integer", description })

const anything = (description: string): JsonSchema => ({ description })

export const time = (description: string) => text(description, { format: "date-time" })

/** The head and the body of a request or a response. */
const message = {
  headers: {
    type: "object",
    description: "By lower-case names. `[removed]` stands for a secret.",
    additionalProperties: { type: "string" },
  },
  body: anything("JSON and forms as values, anything else as text. `[removed]` stands for a secret."),
  bodyLength: number("The length of the body in bytes."),
} satisfies Record<keyof RecordedResponse, JsonSchema>

const recordedRequest: JsonSchema = {
  title: "A recorded request",
  description: "What is unknown or does not exist is absent.",
  type: "object",
  properties: {
    number: number("Counted from 1 in the order of arrival, since the start or the last reset."),
    time: time("When it arrived, by the server's clock."),
    milliseconds: { type: "number", description: "How long it took until the response was ready." },
    method: text("The method."),
    path: text("The path."),
    query: text("The part of the URL after `?`."),
    operation: text("The operation, or the endpoint of the issuer."),
    outcome: text(
      "What the client got: `response`, none yet (`inFlight`), none because it had left (`clientLeft`), or how its connection broke, such as `reset`.",
    ),
    status: number("The status of the response. Absent if the client got none."),
    committed: {
      type: "boolean",
      description:
        "Whether it created, updated or deleted a connector, even if a fault hid that from the client.",
    },
    connector: text("The id of the connector that it created or found as a retry, or that its URL names."),
    idempotencyKey: text("The `Idempotency-Key` or `Repeatability-Request-ID`, as sent."),
    requestId: text("The `request-id` of the response, even if a fault hid it from the client."),
    clientRequestId: text("The `client-request-id`, as sent."),
    batch: text("For a request of a batch: the `requestId` of the batch."),
    faults: {
      type: "array",
      description: "The names of the faults that struck it, or the ids of those without a name.",
      items: { type: "string" },
    },
    caller: {
      type: "object",
      description: "Who sent it.",
      properties: {
        tenant: text("The tenant."),
        application: text("The id of the application."),
        user: text("The id of the user."),
      },
    },
    token: {
      type: "object",
      description: "The token, decoded and without its signature. It may be invalid.",
      properties: { header: anything("Its header."), claims: anything("Its claims.") },
    },
    ...message,
    response: {
      type: "object",
      description:
        "The response that the client got. If its connection broke, the whole response of which it got a part.",
      properties: message,
    },
  } satisfies Record<keyof RecordedRequest, JsonSchema>,
  required: ["number", "time", "method", "path", "query", "outcome", "committed", "headers"],
}

/** Every schema, by its name. */
export const openApiControlSchemas = (): Readonly<Record<string, JsonSchema>> => ({
  ControlResources: {
    title: "The resources of the control",
    type: "array",
    items: {
      type: "object",
      properties: {
        url: text("The address. `{id}` stands for the id of a fault, or the number of a request."),
        methods: { type: "array", description: "The methods that it supports.", items: { type: "string" } },
      },
      required: ["url", "methods"],
    },
  },
  ArmedFault: {
    title: "A fault in force",
    type: "object",
    properties: {
      id: text("Its id, which the server chooses."),
      fault: reference("Fault"),
      matched: number("How many requests `on` and `when` have matched."),
      struck: number("How many of them it has struck."),
    },
    required: ["id", "fault", "matched", "struck"],
  },
  Preset: {
    title: "A preset",
    type: "object",
    properties: {
      name: text("Its name."),
      description: text("What fails, in one sentence."),
      source: text("What it follows."),
      faults: arrayOf("Fault"),
    } satisfies Record<keyof Preset | "name", JsonSchema>,
    required: ["name", "description", "source", "faults"],
  },
  RecordedRequests: {
    title: "The recorded requests",
    type: "object",
    properties: {
      dropped: number("How many earlier requests are no longer recorded."),
      requests: { ...arrayOf("RecordedRequest"), description: "The oldest first." },
    },
    required: ["dropped", "requests"],
  },
  RecordedRequest: recordedRequest,
  ClockChange: {
    title: "How to move the clock",
    description: "Give one of the two.",
    type: "object",
    properties: {
      advance: { ...reference("Duration"), description: "How far to move it forward." },
      time: time("The time to set it to, which may be in the past."),
    },
    additionalProperties: false,
  },
  ServerTime: {
    title: "The server's clock",
    type: "object",
    properties: {
      time: time("The time, in UTC."),
      offset: {
        type: "number",
        description: "How far it is ahead of the clock of its program, in milliseconds.",
      },
    },
    required: ["time", "offset"],
  },
  CreatedConnectors: {
    title: "How many connectors were created",
    type: "object",
    properties: { created: number("The number.") },
    required: ["created"],
  },
  Snapshot: {
    title: "The connectors of a server at one time",
    type: "object",
    properties: {
      time: time("The time of the server's clock."),
      tenants: {
        type: "object",
        description: "The connectors by tenant, in the order of their creation.",
        additionalProperties: arrayOf("DomainJoinConnector"),
      },
      unreadable: {
        type: "object",
        description:
          "The stored connectors that are invalid, by tenant. Absent if there are none. A snapshot with this property can't be restored.",
        additionalProperties: { type: "array", items: { type: "object" } },
      },
    },
    required: ["time", "tenants"],
  },
  ...faultComponents(),
})
