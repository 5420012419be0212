/** The parameters of requests, for the OpenAPI document: path, query options and header fields. */
import type { JsonSchema, Parameter, Reference } from "./OpenApiDocument.ts"

const text: JsonSchema = { type: "string" }

export const openApiParameters = {
  id: {
    name: "deviceManagementDomainJoinConnector-id",
    in: "path",
    required: true,
    description: "The connector's id. `/{id}` can also be written `('{id}')`.",
    schema: { type: "string", minLength: 1 },
    example: "5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d",
  },
  filter: {
    name: "$filter",
    in: "query",
    description:
      "A condition on the connectors. It supports OData's operators and its functions on texts and timestamps; `$metadata` lists them.",
    schema: text,
    example: "state eq 'inactive'",
  },
  orderby: {
    name: "$orderby",
    in: "query",
    description: "The order: properties separated by commas, each with `asc` (default) or `desc`.",
    schema: text,
    example: "lastConnectionDateTime desc",
  },
  top: {
    name: "$top",
    in: "query",
    description: "The size of a page. The default is 100. More than 1000 counts as 1000.",
    schema: { type: "integer", minimum: 0 },
    example: 10,
  },
  skip: {
    name: "$skip",
    in: "query",
    description: "The number of connectors to leave out before the first page.",
    schema: { type: "integer", minimum: 0 },
  },
  count: {
    name: "$count",
    in: "query",
    description: "Whether to return the total number of matches in `@odata.count`.",
    schema: { type: "boolean" },
  },
  select: {
    name: "$select",
    in: "query",
    description: "The properties to return, separated by commas.",
    schema: text,
  },
  skiptoken: {
    name: "$skiptoken",
    in: "query",
    description: "The page token. `@odata.nextLink` contains it; do not make one yourself.",
    schema: text,
  },
  format: {
    name: "$format",
    in: "query",
    description:
      "The format of the response, instead of the one in `Accept`. Either `json`, or `application/json` with `odata.metadata` as `none`, `minimal` or `full`; for the metadata document `xml`.",
    schema: text,
  },
  preferReturn: {
    name: "Prefer",
    in: "header",
    description:
      "`return=minimal` for a response without a body, `return=representation` (default) for one with a body.",
    schema: text,
  },
  preferPage: {
    name: "Prefer",
    in: "header",
    description: "`odata.maxpagesize`: the largest number of connectors on a page.",
    schema: text,
  },
  ifMatch: {
    name: "If-Match",
    in: "header",
    description: "Must be `*`: connectors have no entity tags.",
    schema: text,
  },
  idempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "A new key that you choose for this create, in double quotes. For 24 hours, a retry with the same key and body gets the same response and creates nothing.",
    schema: text,
    example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  },
  repeatabilityRequestId: {
    name: "Repeatability-Request-ID",
    in: "header",
    description:
      "A key in the form of OASIS Repeatable Requests 1.0: without quotes, and together with `Repeatability-First-Sent`.",
    schema: text,
  },
  repeatabilityFirstSent: {
    name: "Repeatability-First-Sent",
    in: "header",
    description:
      "The time of the first attempt, such as `Sun, 06 Nov 1994 08:49:37 GMT`. It must be at most 23 hours and 55 minutes ago.",
    schema: text,
  },
  clientRequestId: {
    name: "client-request-id",
    in: "header",
    description: "An id that you choose for the request, a GUID. The response repeats it.",
    schema: { type: "string", format: "uuid" },
  },
} satisfies Record<string, Parameter>

/** The given parameters, and the one that all operations have in common. */
export const parameters = (
  ...names: ReadonlyArray<keyof typeof openApiParameters>
): ReadonlyArray<Reference> =>
  [...names, "clientRequestId"].map((name) => ({ $ref: `#/components/parameters/${name}` }))
