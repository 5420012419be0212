/** What a request can say beside its body, for the OpenAPI document: path, query options and header fields. */
import type { JsonSchema, Parameter, Reference } from "./OpenApiDocument.ts"

const text: JsonSchema = { type: "string" }

export const openApiParameters = {
  id: {
    name: "deviceManagementDomainJoinConnector-id",
    in: "path",
    required: true,
    description: "The connector's id. Instead of `/{id}`, `('{id}')` is understood as well.",
    schema: { type: "string", minLength: 1 },
    example: "5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d",
  },
  filter: {
    name: "$filter",
    in: "query",
    description:
      "Which connectors: `eq`, `ne`, `gt`, `ge`, `lt`, `le`, `in`, `and`, `or`, `not`, `contains`, `startswith`, `endswith`, `tolower`, `toupper`.",
    schema: text,
    example: "state eq 'inactive'",
  },
  orderby: {
    name: "$orderby",
    in: "query",
    description: "In which order: properties, each with `asc` or `desc`.",
    schema: text,
    example: "lastConnectionDateTime desc",
  },
  top: {
    name: "$top",
    in: "query",
    description: "How many on a page: 100 without it, and never more than 1000.",
    schema: { type: "integer", minimum: 0 },
    example: 10,
  },
  skip: {
    name: "$skip",
    in: "query",
    description: "How many to leave out at the beginning.",
    schema: { type: "integer", minimum: 0 },
  },
  count: {
    name: "$count",
    in: "query",
    description: "Whether to say how many match in all.",
    schema: { type: "boolean" },
  },
  select: {
    name: "$select",
    in: "query",
    description: "Which properties to give, separated by commas.",
    schema: text,
  },
  skiptoken: {
    name: "$skiptoken",
    in: "query",
    description: "Where the next page begins. Links to it have it; it has no other use.",
    schema: text,
  },
  format: {
    name: "$format",
    in: "query",
    description:
      "Goes before `Accept`: `json`, or `application/json` with `odata.metadata` as `none`, `minimal` or `full`.",
    schema: text,
  },
  preferReturn: {
    name: "Prefer",
    in: "header",
    description: "`return=minimal` for a response without a body, `return=representation` for one with.",
    schema: text,
  },
  preferPage: {
    name: "Prefer",
    in: "header",
    description: "`odata.maxpagesize`: how many connectors a page may have at most.",
    schema: text,
  },
  ifMatch: {
    name: "If-Match",
    in: "header",
    description: "Only `*` can be met: connectors have no entity tags.",
    schema: text,
  },
  idempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "A key of your own for this create, a string between double quotes. For 24 hours the same request with the same key gets the same response, and creates nothing again.",
    schema: text,
    example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  },
  repeatabilityRequestId: {
    name: "Repeatability-Request-ID",
    in: "header",
    description:
      "The same as `Idempotency-Key`, by OASIS Repeatable Requests 1.0; without quotes, and together with `Repeatability-First-Sent`.",
    schema: text,
  },
  repeatabilityFirstSent: {
    name: "Repeatability-First-Sent",
    in: "header",
    description:
      "When the request was first sent, such as `Sun, 06 Nov 1994 08:49:37 GMT`: at most 23 hours and 55 minutes ago.",
    schema: text,
  },
  clientRequestId: {
    name: "client-request-id",
    in: "header",
    description: "Your own id of the request, a GUID. The response repeats it.",
    schema: { type: "string", format: "uuid" },
  },
} satisfies Record<string, Parameter>

/** Those of an operation, and the one that every operation has. */
export const parameters = (
  ...names: ReadonlyArray<keyof typeof openApiParameters>
): ReadonlyArray<Reference> =>
  [...names, "clientRequestId"].map((name) => ({ $ref: `#/components/parameters/${name}` }))
