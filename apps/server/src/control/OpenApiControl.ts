/** Stub. */
import type { OpenApiPart } from "../docs/OpenApiDocument.ts"
export const openApiControl = (_isTokenNeeded: boolean): OpenApiPart => ({
  tag: { name: "Control", description: "" },
  paths: {},
  schemas: {},
  parameters: {},
  responses: {},
  securitySchemes: {},
})
