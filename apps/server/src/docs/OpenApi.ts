/** Assembles the OpenAPI document from the other files that begin with `OpenApi`. */
import { openApiConnectorPaths } from "./OpenApiConnectorPaths.ts"
import type { OpenApiDocument, OpenApiPart } from "./OpenApiDocument.ts"
import { openApiFailures } from "./OpenApiFailures.ts"
import { openApiHeaders } from "./OpenApiHeaders.ts"
import { openApiParameters } from "./OpenApiParameters.ts"
import { openApiSchemas } from "./OpenApiSchemas.ts"
import { accessOf, securitySchemes, type TokenUse } from "./OpenApiSecurity.ts"
import { openApiServicePaths } from "./OpenApiServicePaths.ts"

/** The document for a server at a URL without a trailing slash; `part` is what the server has besides. */
export const openApi = (url: string, tokens: TokenUse, part?: OpenApiPart | undefined): OpenApiDocument => {
  const access = accessOf(tokens)
  return {
    openapi: "3.1.1",
    info: {
      title: "odj-server",
      version: "beta",
      description: `Microsoft Graph's beta API for Intune domain join connectors. As in the Graph reference, the paths of connectors also work without \`/beta\`.${tokens.isNeeded ? "" : " This server needs no token."}`,
    },
    servers: [{ url }],
    tags: [
      {
        name: "Connectors",
        description: "List, count, create, get, update and delete domain join connectors.",
      },
      { name: "Service", description: "Batches, documents about the API and health probes." },
      ...(part === undefined ? [] : [part.tag]),
    ],
    paths: {
      ...openApiConnectorPaths(`${url}/beta`, access),
      ...openApiServicePaths(`${url}/beta`, access),
      ...part?.paths,
    },
    components: {
      schemas: { ...openApiSchemas(), ...part?.schemas },
      parameters: { ...openApiParameters, ...part?.parameters },
      headers: openApiHeaders,
      responses: { ...openApiFailures(tokens.isNeeded), ...part?.responses },
      securitySchemes: { ...securitySchemes(url, tokens), ...part?.securitySchemes },
    },
  }
}
