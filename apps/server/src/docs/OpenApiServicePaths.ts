/** What the server has besides connectors, for the OpenAPI document: batches, the metadata and the probes. */
import { collectionPath, metadataDocument } from "@odj/graph-wire"
import { json, requestBody, response, text } from "./OpenApiContent.ts"
import type { PathItem } from "./OpenApiDocument.ts"
import { failingBy } from "./OpenApiFailures.ts"
import { parameters } from "./OpenApiParameters.ts"
import { access } from "./OpenApiSecurity.ts"

export const openApiServicePaths: Readonly<Record<string, PathItem>> = {
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
