/** Which recorded requests a test asks for. */
import { type Problem, problemsOf, problemsText } from "@odj/domain"
import { Data, Result, Schema, SchemaParser } from "effect"
import { apiOperations } from "../graph/Operation.ts"
import { issuerEndpoints } from "../issuer/IssuerEndpoint.ts"
import type { RecordedRequest } from "./RecordedRequest.ts"

/** Those that equal every given value. GUIDs are equal in any case. */
export interface RequestQuery {
  readonly operation?: RecordedRequest["operation"]
  readonly method?: string | undefined
  readonly status?: number | undefined
  readonly committed?: boolean | undefined
  readonly connector?: string | undefined
  readonly tenant?: string | undefined
  readonly application?: string | undefined
  /** The name or the id of a fault that struck it. */
  readonly fault?: string | undefined
}

/** The query is invalid. A program without types would get no requests for it, as if there were none. */
export class RequestQueryInvalid extends Data.TaggedError("RequestQueryInvalid")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

/** What each value can be. */
export const queryValues = {
  operation: Schema.Literals([...apiOperations, ...issuerEndpoints]),
  method: Schema.String,
  status: Schema.Int,
  committed: Schema.Boolean,
  connector: Schema.String,
  tenant: Schema.String,
  application: Schema.String,
  fault: Schema.String,
} satisfies Record<keyof RequestQuery, Schema.Top>

const fields = Object.fromEntries(
  Object.entries(queryValues).map(([name, value]) => [name, Schema.optional(value as Schema.Codec<unknown>)]),
)

const check = SchemaParser.decodeUnknownResult(
  Schema.Struct(fields).annotate({
    messageUnexpectedKey: `Unknown property (known: ${Object.keys(fields).join(", ")})`,
  }),
  { errors: "all", onExcessProperty: "error" },
)

/** Returns the query. Throws {@link RequestQueryInvalid}. */
export const checkQuery = (query: RequestQuery): RequestQuery => {
  const checked = check(query)
  if (Result.isFailure(checked)) throw new RequestQueryInvalid({ problems: problemsOf(checked.failure) })
  return query
}
