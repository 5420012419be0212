/** The operations on connectors, for the OpenAPI document. */
import { exampleConnector, withId } from "@odj/domain"
import { collectionPath, encodeCollection, encodeEntity, encodeNewEntity } from "@odj/graph-wire"
import { json, requestBody, response, text } from "./OpenApiContent.ts"
import type { PathItem } from "./OpenApiDocument.ts"
import { failures } from "./OpenApiFailures.ts"
import { openApiParameters, parameters } from "./OpenApiParameters.ts"
import type { AccessTo } from "./OpenApiSecurity.ts"

/** The reference's example, as the server writes it. */
const examples = (serviceRoot: string) => {
  const connector = withId(openApiParameters.id.example, exampleConnector)
  const representation = { serviceRoot, metadata: "minimal" } as const
  return {
    sent: JSON.parse(encodeNewEntity(exampleConnector)) as unknown,
    entity: JSON.parse(encodeEntity(connector, representation)) as unknown,
    collection: JSON.parse(encodeCollection({ connectors: [connector] }, representation)) as unknown,
  }
}

/** The paths of connectors; `serviceRoot` is the URL of the API's version. */
export const openApiConnectorPaths = (
  serviceRoot: string,
  { toReaders, toWriters }: AccessTo,
): Readonly<Record<string, PathItem>> => {
  const { sent, entity, collection } = examples(serviceRoot)
  const tags = ["Connectors"] as const
  return {
    [`/beta/${collectionPath}`]: {
      get: {
        operationId: "listConnectors",
        tags,
        summary: "List connectors",
        description: `Returns one page. ${toReaders.needs}`,
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
          200: response(
            "One page of connectors.",
            json("DomainJoinConnectorCollection", collection),
            "Preference-Applied",
          ),
          ...failures("Invalid", ...toReaders.failures, "NotAcceptable", "Unavailable"),
        },
      },
      post: {
        operationId: "createConnector",
        tags,
        summary: "Create a connector",
        description: `Unknown properties are refused; annotations are ignored. A create with Idempotency-Key, or with Repeatability-Request-ID, is safe to retry: the create and its retries create one connector. ${toWriters.needs}`,
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
            "The created connector.",
            json("DomainJoinConnector", entity),
            "Location",
            "Preference-Applied",
            "Repeatability-Result",
          ),
          204: response(
            "Created, with `Prefer: return=minimal`.",
            undefined,
            "Location",
            "OData-EntityId",
            "Preference-Applied",
            "Repeatability-Result",
          ),
          ...failures(
            "Invalid",
            ...toWriters.failures,
            "NotAcceptable",
            "Conflict",
            "OutOfRange",
            "TooLarge",
            "KeyReused",
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
        description: `Returns the number as text. ${toReaders.needs}`,
        security: toReaders.security,
        parameters: parameters("filter"),
        responses: {
          200: response("The number of connectors.", text("text/plain", "3")),
          ...failures("Invalid", ...toReaders.failures, "NotAcceptable", "Unavailable"),
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
          ...failures("Invalid", ...toReaders.failures, "NotFound", "NotAcceptable", "Unavailable"),
        },
      },
      patch: {
        operationId: "updateConnector",
        tags,
        summary: "Update a connector",
        description: `Properties that are left out keep their values. ${toWriters.needs}`,
        security: toWriters.security,
        parameters: parameters("id", "select", "format", "preferReturn", "ifMatch"),
        requestBody: requestBody(json("DomainJoinConnectorPatch", { state: "inactive" })),
        responses: {
          200: response("The updated connector.", json("DomainJoinConnector", entity), "Preference-Applied"),
          204: response("Updated, with `Prefer: return=minimal`.", undefined, "Preference-Applied"),
          ...failures(
            "Invalid",
            ...toWriters.failures,
            "NotFound",
            "NotAcceptable",
            "PreconditionFailed",
            "TooLarge",
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
        description: `A new connector can have the same id. ${toWriters.needs}`,
        security: toWriters.security,
        parameters: parameters("id", "ifMatch"),
        responses: {
          204: response("The connector was deleted."),
          ...failures(
            "Invalid",
            ...toWriters.failures,
            "NotFound",
            "PreconditionFailed",
            "NotRepeatable",
            "Unavailable",
            "Full",
          ),
        },
      },
    },
  }
}
