/**
 * The OpenAPI document: what the server can be asked, and its responses.
 *
 * It is made when it is asked for. What operations have in common stands in the other files that begin with its name;
 * this one is long because it is the list of all operations.
 */
import { DomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeCollection, encodeEntity, encodeNew, metadataDocument } from "@odj/graph-wire"
import { Schema } from "effect"
import type { Content, OpenApiDocument, PathItem, Reference, Response } from "./OpenApiDocument.ts"
import { failingBy, openApiFailures } from "./OpenApiFailures.ts"
import { type HeaderName, headersOf, openApiHeaders } from "./OpenApiHeaders.ts"
import { openApiParameters } from "./OpenApiParameters.ts"
import { openApiSchemas, type SchemaName } from "./OpenApiSchemas.ts"
import { access, securitySchemes } from "./OpenApiSecurity.ts"

type ParameterName = keyof typeof openApiParameters

const parameters = (...names: ReadonlyArray<ParameterName>): ReadonlyArray<Reference> =>
  [...names, "clientRequestId"].map((name) => ({ $ref: `#/components/parameters/${name}` }))

const json = (name: SchemaName, example: unknown): Content => ({
  "application/json": { schema: { $ref: `#/components/schemas/${name}` }, example },
})

const text = (type: string, example: string): Content => ({ [type]: { schema: { type: "string" }, example } })

const response = (
  description: string,
  content?: Content,
  ...headers: ReadonlyArray<HeaderName>
): Response => ({
  description,
  headers: headersOf(...headers),
  ...(content && { content }),
})

const requestBody = (content: Content) => ({ required: true as const, content })

/** The reference's example, as the functions of the wire write it. */
const examples = (serviceRoot: string) => {
  const connector = Schema.decodeSync(DomainJoinConnector)({
    id: openApiParameters.id.example,
    displayName: "Display Name value",
    lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
    state: "error",
    version: "Version value",
  })
  const representation = { serviceRoot, metadata: "minimal" } as const
  const { id: _, ...sent } = JSON.parse(encodeNew({ ...connector, state: "error" }))
  return {
    sent: sent as unknown,
    entity: JSON.parse(encodeEntity(connector, representation)) as unknown,
    collection: JSON.parse(encodeCollection({ connectors: [connector] }, representation)) as unknown,
  }
}

const connectorPaths = (serviceRoot: string): Readonly<Record<string, PathItem>> => {
  const { sent, entity, collection } = examples(serviceRoot)
  const tags = ["Connectors"] as const
  const { toReaders, toWriters } = access
  const minimal = "With `Prefer: return=minimal`: done, and nothing is shown."
  return {
    [`/beta/${collectionPath}`]: {
      get: {
        operationId: "listConnectors",
        tags,
        summary: "List connectors",
        description: `Gives a page of them. ${toReaders.needs}`,
        security: toReaders.security,
        parameters: parameters(
          "filter",
          "orderby",
          "top",
          "skip",
          "count",
          "select",
          "skiptoken",
          "format",
          "preferPage",
        ),
        responses: {
          200: response("A page.", json("DomainJoinConnectorCollection", collection), "Preference-Applied"),
          ...failingBy(
            "Invalid",
            "Unauthenticated",
            "Forbidden",
            "NotAcceptable",
            "Throttled",
            "Unavailable",
          ),
        },
      },
      post: {
        operationId: "createConnector",
        tags,
        summary: "Create a connector",
        description: `The type is closed: a property that it does not have is refused, an annotation is ignored. With a key it may be sent again, and creates one connector. ${toWriters.needs}`,
        security: toWriters.security,
        parameters: parameters(
          "select",
          "format",
          "preferReturn",
          "idempotencyKey",
          "repeatabilityRequestId",
          "repeatabilityFirstSent",
        ),
        requestBody: requestBody(json("NewDomainJoinConnector", sent)),
        responses: {
          201: response(
            "The connector as it is stored.",
            json("DomainJoinConnector", entity),
            "Location",
            "Preference-Applied",
            "Repeatability-Result",
          ),
          204: response(
            minimal,
            undefined,
            "Location",
            "OData-EntityId",
            "Preference-Applied",
            "Repeatability-Result",
          ),
          ...failingBy(
            "Invalid",
            "Unauthenticated",
            "Forbidden",
            "NotAcceptable",
            "Conflict",
            "OutOfTime",
            "TooLarge",
            "KeyReused",
            "Throttled",
            "Unavailable",
            "Full",
          ),
        },
      },
    },
    [`/beta/${collectionPath}/$count`]: {
      get: {
        operationId: "countConnectors",
        tags,
        summary: "Count connectors",
        description: `Gives the number alone. ${toReaders.needs}`,
        security: toReaders.security,
        parameters: parameters("filter"),
        responses: {
          200: response("How many there are.", text("text/plain", "3")),
          ...failingBy(
            "Invalid",
            "Unauthenticated",
            "Forbidden",
            "NotAcceptable",
            "Throttled",
            "Unavailable",
          ),
        },
      },
    },
    [`/beta/${collectionPath}/{${openApiParameters.id.name}}`]: {
      get: {
        operationId: "getConnector",
        tags,
        summary: "Get a connector",
        description: toReaders.needs,
        security: toReaders.security,
        parameters: parameters("id", "select", "format"),
        responses: {
          200: response("The connector.", json("DomainJoinConnector", entity)),
          ...failingBy(
            "Invalid",
            "Unauthenticated",
            "Forbidden",
            "NotFound",
            "NotAcceptable",
            "Throttled",
            "Unavailable",
          ),
        },
      },
      patch: {
        operationId: "updateConnector",
        tags,
        summary: "Change a connector",
        description: `Properties that are left out stay as they are. ${toWriters.needs}`,
        security: toWriters.security,
        parameters: parameters("id", "select", "format", "preferReturn", "ifMatch"),
        requestBody: requestBody(json("DomainJoinConnectorPatch", { state: "inactive" })),
        responses: {
          200: response(
            "The connector as it is now.",
            json("DomainJoinConnector", entity),
            "Preference-Applied",
          ),
          204: response(minimal, undefined, "Preference-Applied"),
          ...failingBy(
            "Invalid",
            "Unauthenticated",
            "Forbidden",
            "NotFound",
            "NotAcceptable",
            "PreconditionFailed",
            "TooLarge",
            "Throttled",
            "NotRepeatable",
            "Unavailable",
            "Full",
          ),
        },
      },
      delete: {
        operationId: "deleteConnector",
        tags,
        summary: "Delete a connector",
        description: `Its id is free again. ${toWriters.needs}`,
        security: toWriters.security,
        parameters: parameters("id", "ifMatch"),
        responses: {
          204: response("The connector is gone."),
          ...failingBy(
            "Invalid",
            "Unauthenticated",
            "Forbidden",
            "NotFound",
            "PreconditionFailed",
            "Throttled",
            "NotRepeatable",
            "Unavailable",
            "Full",
          ),
        },
      },
    },
  }
}

const servicePaths: Readonly<Record<string, PathItem>> = {
  "/beta/$batch": {
    post: {
      operationId: "batch",
      tags: ["Service"],
      summary: "Send several requests at once",
      description: `They are carried out together, but for those that \`dependsOn\` others. ${access.toAnyToken.needs}`,
      security: access.toAnyToken.security,
      parameters: parameters(),
      requestBody: requestBody(
        json("Batch", { requests: [{ id: "1", method: "GET", url: `/${collectionPath}/$count` }] }),
      ),
      responses: {
        200: response(
          "The response to each, failures among them.",
          json("BatchResponses", {
            responses: [{ id: "1", status: 200, headers: { "Content-Type": "text/plain" }, body: "3" }],
          }),
        ),
        ...failingBy("Invalid", "Unauthenticated", "TooLarge", "NotRepeatable"),
      },
    },
  },
  "/beta/$metadata": {
    get: {
      operationId: "metadata",
      tags: ["Service"],
      summary: "Read the metadata document",
      description: `OData's own description of what is here, in CSDL. ${access.toAnyone.needs}`,
      security: access.toAnyone.security,
      parameters: parameters(),
      responses: {
        200: response("The document.", text("application/xml", metadataDocument)),
        ...failingBy("NotAcceptable"),
      },
    },
  },
  "/livez": {
    get: {
      operationId: "livez",
      tags: ["Service"],
      summary: "Ask whether the server lives",
      description: access.toAnyone.needs,
      security: access.toAnyone.security,
      responses: { 200: response("It does.", text("text/plain", "ok\n")) },
    },
  },
  "/readyz": {
    get: {
      operationId: "readyz",
      tags: ["Service"],
      summary: "Ask whether the server takes requests",
      description: access.toAnyone.needs,
      security: access.toAnyone.security,
      responses: {
        200: response("It does.", text("text/plain", "ok\n")),
        503: response(
          "It does not yet or no longer (`stopping`), or its database can't be used (`not ready`).",
          text("text/plain", "stopping\n"),
        ),
      },
    },
  },
}

/**
 * The document for a server at an address, without a slash at its end; `authority` is where its tokens come from, if
 * the server says.
 */
export const openApi = (url: string, authority?: string): OpenApiDocument => ({
  openapi: "3.1.1",
  info: {
    title: "odj-server",
    version: "beta",
    description:
      "Intune's domain join connectors, as Microsoft Graph serves them at `deviceManagement/domainJoinConnectors` of its beta version. As in the Graph reference, `/beta` may be left out.",
  },
  servers: [{ url }],
  tags: [
    { name: "Connectors", description: "What Graph offers for domain join connectors." },
    { name: "Service", description: "What else the server has." },
  ],
  paths: { ...connectorPaths(`${url}/beta`), ...servicePaths },
  components: {
    schemas: openApiSchemas(),
    parameters: openApiParameters,
    headers: openApiHeaders,
    responses: openApiFailures(),
    securitySchemes: securitySchemes(authority),
  },
})
