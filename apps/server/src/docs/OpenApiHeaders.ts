/** The header fields of responses, for the OpenAPI document. */
import type { Reference } from "./OpenApiDocument.ts"

const header = (description: string) => ({ description, schema: { type: "string" } })

export const openApiHeaders = {
  "request-id": header("The server's id of the request."),
  "client-request-id": header("The client's id of the request if it sent one, otherwise the server's."),
  Location: header("The URL of the connector."),
  "OData-EntityId": header("The URL of the connector, in a response without a body."),
  "Preference-Applied": header("The preferences in `Prefer` that were applied."),
  "Repeatability-Result": header(
    "For a request with `Repeatability-Request-ID`. `accepted`: a retry with the same headers is safe. `rejected`: do not retry with the same headers.",
  ),
  "Retry-After": header("The number of seconds to wait."),
  "WWW-Authenticate": header("The address to sign in at, and the missing permission."),
}

export type HeaderName = keyof typeof openApiHeaders

/** The header fields of every response, and the given ones. */
export const headersOf = (...others: ReadonlyArray<HeaderName>): Readonly<Record<string, Reference>> => {
  const names: ReadonlyArray<HeaderName> = ["request-id", "client-request-id", ...others]
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}
