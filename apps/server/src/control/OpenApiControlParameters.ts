/** The parameters of requests to the control, for the OpenAPI document. */
import { defaultTenant } from "@odj/graph-wire"
import type { JsonSchema, Parameter, Reference } from "../docs/OpenApiDocument.ts"
import { apiOperations } from "../graph/Operation.ts"
import { issuerEndpoints } from "../issuer/IssuerEndpoint.ts"
import type { RequestQuery } from "../ledger/RequestQuery.ts"

const equal = (name: string, description: string, schema: JsonSchema = { type: "string" }): Parameter => ({
  name,
  in: "query",
  description: `Only requests ${description}.`,
  schema,
})

export const openApiControlParameters = {
  faultId: {
    name: "id",
    in: "path",
    required: true,
    description: "The id of a fault, as in the list of the faults in force.",
    schema: { type: "string" },
    example: "1",
  },
  numberOfRequest: {
    name: "id",
    in: "path",
    required: true,
    description: "The number of a recorded request.",
    schema: { type: "integer", minimum: 1 },
    example: 1,
  },
  lastEventId: {
    name: "Last-Event-ID",
    in: "header",
    description: "The last `id` of the stream that this one continues.",
    schema: { type: "string" },
  },
  seededTenant: {
    name: "tenant",
    in: "query",
    description: `The tenant; by default \`${defaultTenant}\`.`,
    schema: { type: "string" },
  },
  requestOperation: {
    ...equal("operation", "for this operation, or for this endpoint of the issuer", {
      type: "string",
      enum: [...apiOperations, ...issuerEndpoints],
    }),
    example: "create",
  },
  requestMethod: equal("method", "with this method"),
  requestStatus: equal("status", "whose response had this status", { type: "integer" }),
  requestCommitted: equal("committed", "that changed something (`true`), or nothing (`false`)", {
    type: "boolean",
  }),
  requestConnector: equal(
    "connector",
    "that created this connector or found it as a retry, or whose URL names it",
  ),
  requestTenant: equal("tenant", "from this tenant"),
  requestApplication: equal("application", "from this application"),
  requestFault: equal("fault", "that the fault with this name or id struck"),
  requestLast: {
    name: "last",
    in: "query",
    description: "At most this many requests: the newest that match.",
    schema: { type: "integer", minimum: 0 },
    example: 10,
  },
} as const satisfies Record<
  | "faultId"
  | "numberOfRequest"
  | "lastEventId"
  | "seededTenant"
  | `request${Capitalize<keyof RequestQuery | "last">}`,
  Parameter
>

type ParameterName = keyof typeof openApiControlParameters

/** The given parameters, and the one that all operations have in common. */
export const parameters = (...names: ReadonlyArray<ParameterName>): ReadonlyArray<Reference> =>
  [...names, "clientRequestId"].map((name) => ({ $ref: `#/components/parameters/${name}` }))

/** Those that choose requests of the ledger. */
export const requestParameters = Object.keys(openApiControlParameters).filter((name) =>
  name.startsWith("request"),
) as ReadonlyArray<ParameterName>
