/**
 * The JSON schemas of requests and responses, for the OpenAPI document.
 *
 * A connector's properties, which of them are required and which may be null come from the domain's schemas. Added here
 * are words, and what the domain says by a function that JSON Schema has a term for.
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

const timestamp = {
  format: "date-time",
  pattern:
    "^[0-9]{4,}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,12})?(Z|[+-][0-9][0-9]:[0-9][0-9])$",
}

/** A property with what the domain says of it in words and by functions. */
const documented = (name: ConnectorProperty, shape: JsonSchema): JsonSchema => {
  const { kind, description } = propertyOf(name)
  switch (kind) {
    case "text":
      return { ...shape, description }
    case "state":
      return { ...reference("DomainJoinConnectorState"), description }
    case "timestamp":
      return {
        ...shape,
        description: `${description} It is given back as it came, to the last digit and with its offset. The pattern is Graph's; this server also takes a time without seconds, and \`t\` and \`z\`.`,
        ...timestamp,
      }
  }
}

/** The schema of connectors, or of a part of one, with what is said of the properties. */
const connectorSchema = (schema: Schema.Constraint): JsonSchema => {
  const [definition = {}] = Object.values(Schema.toJsonSchemaDocument(schema).definitions)
  const { properties = {}, ...rest } = definition as JsonSchema
  const described = Object.entries(properties).map(([name, shape]) => [
    name,
    documented(name as ConnectorProperty, shape as JsonSchema),
  ])
  return { ...rest, properties: Object.fromEntries(described) }
}

const annotation: JsonSchema = { description: "An annotation, which is ignored." }

const type: JsonSchema = { type: "string", description: `\`#${qualifiedTypeName}\`` }

/** What a caller sends: closed, but for annotations. */
const sent = (schema: Schema.Constraint, title: string, more: Readonly<Record<string, JsonSchema>> = {}) => {
  const { properties, ...rest } = connectorSchema(schema)
  return {
    title,
    ...rest,
    properties: { "@odata.type": type, ...more, ...properties },
    patternProperties: { "@": annotation },
    additionalProperties: false,
  }
}

const text = (description: string): JsonSchema => ({ type: "string", description })

const context = text("Where the metadata document describes what this is.")

const connector = (): JsonSchema => {
  const { properties, ...rest } = connectorSchema(DomainJoinConnector)
  return {
    title: "A connector",
    ...rest,
    properties: { "@odata.context": context, "@odata.type": type, ...properties },
  }
}

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
      type: "string",
      description:
        "`active`: it is calling Intune. `error`: it has not called for an hour. `inactive`: it has not called for five days.",
      enum: DomainJoinConnectorState.literals,
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
