/** The OpenAPI document, made when it is asked for; the other files that begin with its name are its parts. */
import { openApiConnectorPaths } from "./OpenApiConnectorPaths.ts"
import type { OpenApiDocument } from "./OpenApiDocument.ts"
import { openApiFailures } from "./OpenApiFailures.ts"
import { openApiHeaders } from "./OpenApiHeaders.ts"
import { openApiParameters } from "./OpenApiParameters.ts"
import { openApiSchemas } from "./OpenApiSchemas.ts"
import { securitySchemes } from "./OpenApiSecurity.ts"
import { openApiServicePaths } from "./OpenApiServicePaths.ts"

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
  paths: { ...openApiConnectorPaths(`${url}/beta`), ...openApiServicePaths },
  components: {
    schemas: openApiSchemas(),
    parameters: openApiParameters,
    headers: openApiHeaders,
    responses: openApiFailures(),
    securitySchemes: securitySchemes(authority),
  },
})
