/**
 * The JSON schemas of requests and responses, for the OpenAPI document.
 *
 * A connector's properties and their JSON Schema come from the domain. This file adds Graph's annotations and envelopes.
 */
import {
  type ConnectorProperty,
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  DomainJoinConnectorState,
  NewDomainJoinConnector,
  propertyOf,
  qualifiedTypeName,
} from "@odj/domain"
import { maxBatchRequests } from "@odj/graph-wire"
import { Schema } from "effect"
import type { JsonSchema } from "./OpenApiDocument.ts"

const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** A property as the domain describes it. The state has a separate schema, to which every connector refers. */
const property = (name: ConnectorProperty, schema: JsonSchema): JsonSchema =>
  propertyOf(name).kind === "state"
    ? { ...reference("DomainJoinConnectorState"), description: propertyOf(name).description }
    : schema

/** The domain's JSON Schema of a connector, or of a change of one. */
const connectorSchema = (schema: Schema.Constraint) => {
  const { definitions } = Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" })
  const [{ properties = {}, ...rest } = {}] = Object.values(definitions) as ReadonlyArray<JsonSchema>
  const described = Object.entries(properties).map(([name, shape]) => [
    name,
    property(name as ConnectorProperty, shape),
  ])
  return { ...rest, properties: Object.fromEntries(described) as NonNullable<JsonSchema["properties"]> }
}

const annotation: JsonSchema = { description: "An annotation, which is ignored." }

const type: JsonSchema = { type: "string", description: `\`#${qualifiedTypeName}\`` }

/** The body of a request, in which all unknown names except annotations are refused. */
const sent = (schema: Schema.Constraint, title: string, more: Readonly<Record<string, JsonSchema>> = {}) => {
  const { properties, ...rest } = connectorSchema(schema)
  return {
    title,
    ...rest,
    properties: { "@odata.type": type, ...more, ...properties },
    patternProperties: { "@": annotation },
  }
}

const text = (description: string): JsonSchema => ({ type: "string", description })

const context = text("The address of this value's type in the metadata document.")

/** A connector in a response. It may have annotations and new properties, and lacks those that `$select` leaves out. */
const connector = (): JsonSchema => ({
  title: "A connector",
  description: "It has all properties, or the ones that `$select` names.",
  type: "object",
  properties: {
    "@odata.context": context,
    "@odata.type": type,
    ...connectorSchema(DomainJoinConnector).properties,
  },
})

const error: JsonSchema = {
  title: "A failure, as Graph writes it",
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        code: text("What went wrong, for a program."),
        message: text(
          "What went wrong, for a person. An error from Intune is JSON within this text, as in Graph.",
        ),
        details: {
          type: "array",
          description: "Each problem, if there are several.",
          items: {
            type: "object",
            properties: {
              code: text("What went wrong, for a program."),
              message: text("What is wrong with the property or option."),
              target: text("The name of the property or query option."),
            },
            required: ["code", "message"],
          },
        },
        innerError: {
          type: "object",
          properties: {
            date: text("The time of the failure, in UTC and without a time zone."),
            "request-id": text("The server's id of the request."),
            "client-request-id": text(
              "The client's id of the request if it sent one, otherwise the server's.",
            ),
          },
          required: ["date", "request-id", "client-request-id"],
        },
      },
      required: ["code", "message", "innerError"],
    },
  },
  required: ["error"],
}

const headers: JsonSchema = {
  type: "object",
  description: "Header fields by name.",
  additionalProperties: { type: "string" },
}

const batchRequest: JsonSchema = {
  title: "Several requests in one",
  type: "object",
  properties: {
    requests: {
      type: "array",
      description: `At most ${maxBatchRequests}.`,
      maxItems: maxBatchRequests,
      items: {
        type: "object",
        properties: {
          id: text("Names the request within the batch."),
          method: { type: "string", enum: ["GET", "POST", "PATCH", "DELETE"] },
          url: text(
            "Relative to the version, such as `/deviceManagement/domainJoinConnectors`. It can also begin with `/beta`, or with the address of this server.",
          ),
          headers,
          body: { description: "The body, as JSON. With a body, `headers` must have `Content-Type`." },
          dependsOn: {
            type: "array",
            description: "The ids of earlier requests that have to succeed before this one runs.",
            items: { type: "string" },
          },
        },
        required: ["id", "method", "url"],
      },
    },
  },
  required: ["requests"],
}

const batchResponse: JsonSchema = {
  title: "The responses to a batch",
  type: "object",
  properties: {
    responses: {
      type: "array",
      items: {
        type: "object",
        properties: {
          id: text("The id of the request."),
          status: {
            type: "integer",
            description: "The status of the response, the same as without a batch.",
          },
          headers,
          body: { description: "The body of the response, the same as without a batch." },
        },
        required: ["id", "status"],
      },
    },
  },
  required: ["responses"],
}

/** Every schema of the document, by its name. */
export const openApiSchemas = () =>
  ({
    DomainJoinConnector: connector(),
    NewDomainJoinConnector: sent(NewDomainJoinConnector, "A connector to be created"),
    DomainJoinConnectorPatch: sent(DomainJoinConnectorPatch, "A change of a connector", {
      id: text("The connector's own id, if you give it: the id can't be changed."),
    }),
    DomainJoinConnectorState: {
      title: "The state of a connector",
      description:
        "`active`: it is calling Intune. `error`: it has not called for an hour. `inactive`: it has not called for five days.",
      ...Schema.toJsonSchemaDocument(DomainJoinConnectorState).schema,
    },
    DomainJoinConnectorCollection: {
      title: "A page of connectors",
      type: "object",
      properties: {
        "@odata.context": context,
        "@odata.count": {
          type: "integer",
          description: "The number of all matching connectors, if the request has `$count=true`.",
        },
        "@odata.nextLink": text("The address of the next page. Use it unchanged. The last page has none."),
        "@odj.unreadable": {
          type: "array",
          description:
            "The stored connectors that are invalid and therefore not in `value`: the id, the problems and the properties of each. Absent if there are none.",
          items: { type: "object" },
        },
        value: { type: "array", items: reference("DomainJoinConnector") },
      },
      required: ["value"],
    },
    ServiceDocument: {
      title: "What is at the root of the API",
      type: "object",
      properties: {
        "@odata.context": context,
        value: {
          type: "array",
          items: {
            type: "object",
            properties: {
              name: text("The name."),
              kind: text("`Singleton`."),
              url: text("The relative URL."),
            },
            required: ["name", "url"],
          },
        },
      },
      required: ["value"],
    },
    DeviceManagement: {
      title: "What contains the connectors",
      type: "object",
      properties: { "@odata.context": context, id: text("Always the same.") },
      required: ["id"],
    },
    Batch: batchRequest,
    BatchResponses: batchResponse,
    Failure: error,
  }) satisfies Record<string, JsonSchema>

export type SchemaName = keyof ReturnType<typeof openApiSchemas>
