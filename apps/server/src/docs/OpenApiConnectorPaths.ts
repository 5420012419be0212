/** The operations on connectors, for the OpenAPI document. */
import { exampleConnector, withId } from "@odj/domain"
import { collectionPath, encodeCollection, encodeEntity, encodeNewEntity } from "@odj/graph-wire"
import { json, requestBody, response, text } from "./OpenApiContent.ts"
import type { PathItem } from "./OpenApiDocument.ts"
import { failingBy } from "./OpenApiFailures.ts"
import { openApiParameters, parameters } from "./OpenApiParameters.ts"
import { access } from "./OpenApiSecurity.ts"

/** The reference's example, as the functions of the wire write it. */
const examples = (serviceRoot: string) => {
  const connector = withId(openApiParameters.id.example, exampleConnector)
  const representation = { serviceRoot, metadata: "minimal" } as const
  return {
    sent: JSON.parse(encodeNewEntity(exampleConnector)) as unknown,
    entity: JSON.parse(encodeEntity(connector, representation)) as unknown,
    collection: JSON.parse(encodeCollection({ connectors: [connector] }, representation)) as unknown,
  }
}

/** The paths below the address of the API's version. */
export const openApiConnectorPaths = (serviceRoot: string): Readonly<Record<string, PathItem>> => {
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
