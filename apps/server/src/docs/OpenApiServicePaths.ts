/** Batches, the documents about the service and the health probes, for the OpenAPI document. */
import {
  collectionPath,
  encodeServiceDocument,
  encodeSingleton,
  metadataDocument,
  singletonPath,
} from "@odj/graph-wire"
import { json, requestBody, response, text } from "./OpenApiContent.ts"
import type { PathItem } from "./OpenApiDocument.ts"
import { failures } from "./OpenApiFailures.ts"
import { parameters } from "./OpenApiParameters.ts"
import type { AccessTo } from "./OpenApiSecurity.ts"

/** These paths; `serviceRoot` is the URL of the API's version. */
export const openApiServicePaths = (
  serviceRoot: string,
  { toAnyone, toAnyToken, toReaders }: AccessTo,
): Readonly<Record<string, PathItem>> => ({
  "/beta": {
    get: {
      operationId: "serviceDocument",
      tags: ["Service"],
      summary: "Get the service document",
      description: `Lists what is at the root of the API. ${toReaders.needs}`,
      security: toReaders.security,
      parameters: parameters("format"),
      responses: {
        200: response(
          "The service document.",
          json("ServiceDocument", JSON.parse(encodeServiceDocument({ serviceRoot, metadata: "minimal" }))),
        ),
        ...failures("Invalid", ...toReaders.failures, "NotAcceptable"),
      },
    },
  },
  [`/beta/${singletonPath}`]: {
    get: {
      operationId: "singleton",
      tags: ["Service"],
      summary: "Get the singleton that contains the connectors",
      description: `It has only an id. Clients that explore the API look for it. ${toReaders.needs}`,
      security: toReaders.security,
      parameters: parameters("format"),
      responses: {
        200: response(
          "The singleton.",
          json("DeviceManagement", JSON.parse(encodeSingleton({ serviceRoot, metadata: "minimal" }))),
        ),
        ...failures("Invalid", ...toReaders.failures, "NotAcceptable"),
      },
    },
  },
  "/beta/$batch": {
    post: {
      operationId: "batch",
      tags: ["Service"],
      summary: "Send a batch of requests",
      description: `Writes run concurrently, and reads one after another. If the response becomes too long, further reads get 429: retry them in another batch. A request with \`dependsOn\` runs after the requests that it names, and fails if one of them fails. ${toAnyToken.needs}`,
      security: toAnyToken.security,
      parameters: parameters("format"),
      requestBody: requestBody(
        json("Batch", { requests: [{ id: "1", method: "GET", url: `/${collectionPath}/$count` }] }),
      ),
      responses: {
        200: response(
          "A response to each request. Some of them can be failures.",
          json("BatchResponses", {
            responses: [{ id: "1", status: 200, headers: { "Content-Type": "text/plain" }, body: "3" }],
          }),
        ),
        ...failures("Invalid", ...toAnyToken.failures, "TooLarge", "NotRepeatable"),
      },
    },
  },
  "/beta/$metadata": {
    get: {
      operationId: "metadata",
      tags: ["Service"],
      summary: "Get the metadata document",
      description: `Describes the API in OData's XML format, CSDL. ${toAnyone.needs}`,
      security: toAnyone.security,
      parameters: parameters("format"),
      responses: {
        200: response("The metadata document.", text("application/xml", metadataDocument)),
        ...failures("NotAcceptable"),
      },
    },
  },
  "/livez": {
    get: {
      operationId: "livez",
      tags: ["Service"],
      summary: "Check that the server is alive",
      description: toAnyone.needs,
      security: toAnyone.security,
      responses: { 200: response("The server is running.", text("text/plain", "ok\n")) },
    },
  },
  "/readyz": {
    get: {
      operationId: "readyz",
      tags: ["Service"],
      summary: "Check that the server is ready",
      description: toAnyone.needs,
      security: toAnyone.security,
      responses: {
        200: response("The server is ready for requests.", text("text/plain", "ok\n")),
        503: response(
          "The server is stopping (`stopping`), or its database is unavailable (`not ready`).",
          text("text/plain", "stopping\n"),
        ),
      },
    },
  },
})
