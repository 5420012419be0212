/** Bodies and responses, for the OpenAPI document. */
import type { Content, Response } from "./OpenApiDocument.ts"
import { type HeaderName, headersOf } from "./OpenApiHeaders.ts"
import type { SchemaName } from "./OpenApiSchemas.ts"

export const json = (name: SchemaName, example: unknown): Content => ({
  "application/json": { schema: { $ref: `#/components/schemas/${name}` }, example },
})

export const text = (type: string, example: string): Content => ({
  [type]: { schema: { type: "string" }, example },
})

export const response = (
  description: string,
  content?: Content,
  ...headers: ReadonlyArray<HeaderName>
): Response => ({
  description,
  headers: headersOf(...headers),
  ...(content && { content }),
})

export const requestBody = (content: Content) => ({ required: true as const, content })
