/**
 * The JSON schemas of requests and responses, for the OpenAPI document.
 *
 * A connector's properties and their JSON Schema come from the domain. Added here are Graph's annotations and envelopes.
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

/** A property as the domain describes it. States are a component of their own, which every connector refers to. */
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

/** The body of a request: closed except for annotations. */
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

const context = text("Where the metadata document describes what this is.")

/** A connector in a response: open to annotations and new properties, and without those that `$select` leaves out. */
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
        message: text("What went wrong, in words. What Intune says is JSON in this text, as Graph has it."),
        details: {
          type: "array",
          description: "Each of several problems.",
          items: {
            type: "object",
            properties: {
              code: text("As above."),
              message: text("What was expected."),
              target: text("The property or the query option."),
            },
            required: ["code", "message"],
          },
        },
        innerError: {
          type: "object",
          properties: {
            date: text("When, in UTC; there is no zone in it."),
            "request-id": text("The server's own id of the request."),
            "client-request-id": text("The client's id of the request, or else the server's."),
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
  description: "Header fields, by their names.",
  additionalProperties: { type: "string" },
}

const batchRequest: JsonSchema = {
  title: "Requests that are sent together",
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
          url: text("Relative to the version, such as `/deviceManagement/domainJoinConnectors`."),
          headers,
          body: { description: "JSON; `Content-Type` has to say so in `headers`." },
          dependsOn: {
            type: "array",
            description: "Ids of requests before this one that have to succeed first.",
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
          id: text("The request that this responds to."),
          status: { type: "integer", description: "The status that the request would have had by itself." },
          headers,
          body: { description: "The body that the request would have by itself." },
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
    DomainJoinConnectorPatch: sent(DomainJoinConnectorPatch, "What is to be changed of a connector", {
      id: text("The connector's own id, if any; it can't be changed."),
    }),
    DomainJoinConnectorState: {
      title: "The state of a connector",
      description:
        "`active`: it is calling Intune. `error`: it has not called for an hour. `inactive`: it has not called for five days.",
      ...Schema.toJsonSchemaDocument(DomainJoinConnectorState).schema,
    },
    DomainJoinConnectorCollection: {
      title: "Some of the connectors",
      type: "object",
      properties: {
        "@odata.context": context,
        "@odata.count": {
          type: "integer",
          description: "How many there are in all, where that was asked for.",
        },
        "@odata.nextLink": text("Where the next ones are; absent on the last page. Follow it as it is."),
        value: { type: "array", items: reference("DomainJoinConnector") },
      },
      required: ["value"],
    },
    Batch: batchRequest,
    BatchResponses: batchResponse,
    Failure: error,
  }) satisfies Record<string, JsonSchema>

export type SchemaName = keyof ReturnType<typeof openApiSchemas>
