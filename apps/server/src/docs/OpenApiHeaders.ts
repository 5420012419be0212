/** The header fields of responses, for the OpenAPI document. */
import type { Reference } from "./OpenApiDocument.ts"

const header = (description: string) => ({ description, schema: { type: "string" } })

export const openApiHeaders = {
  "request-id": header("The server's own id of the request."),
  "client-request-id": header("The client's id of the request, or else the server's."),
  Location: header("The address of the connector."),
  "OData-EntityId": header("The address of the connector, where the response has no body."),
  "Preference-Applied": header("What of `Prefer` was followed."),
  "Repeatability-Result": header(
    "For a request with `Repeatability-Request-ID`: `accepted` where its content was decided on, and it is carried out once at most, however often it is sent; `rejected` where it is not to be sent again so.",
  ),
  "Retry-After": header("How many seconds to wait."),
  "WWW-Authenticate": header("Where to sign in, and what for."),
}

export type HeaderName = keyof typeof openApiHeaders

/** Those that every response has, and others. */
export const headersOf = (...others: ReadonlyArray<HeaderName>): Readonly<Record<string, Reference>> => {
  const names: ReadonlyArray<HeaderName> = ["request-id", "client-request-id", ...others]
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}
