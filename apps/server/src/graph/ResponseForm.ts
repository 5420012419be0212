/** The form of a response to an operation: what the client chooses, and the headers that follow from it. */
import type { DateTimeOffset } from "@odj/domain"
import {
  type InvalidJson,
  type InvalidQuery,
  type ListOptions,
  type OptionName,
  parseQuery,
  type Representation,
} from "@odj/graph-wire"
import { Result } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { type JsonFormat, jsonFormat, type Preferences, preferences } from "./Negotiation.ts"
import type { Call } from "./Operation.ts"
import { withTypeOf40 } from "./RequestBody.ts"
import type { RequestFailure } from "./RequestFailure.ts"

const contentType = ({ metadata, ieee754Compatible }: JsonFormat): string =>
  `application/json;odata.metadata=${metadata};odata.streaming=true;IEEE754Compatible=${ieee754Compatible === true};charset=utf-8`

/** The media type of nearly every response. */
const usualContentType = contentType({ metadata: "minimal" })

/** The form of a response, as the client has chosen it. */
export interface Form extends Representation {
  readonly options: ListOptions
  readonly preferences: Preferences
}

/** The query options of a document about the service, and of a batch. */
export const documentOptions: ReadonlySet<OptionName> = new Set(["format"])

/** The query options of a single connector. */
export const entityOptions: ReadonlySet<OptionName> = new Set(["select", "format"])

/**
 * Reads the form from the headers and the query; query options that are not `allowed` are refused. `now` returns the time of
 * the request, for filters.
 */
export const formOf = (
  { serviceRoot, query, headers }: Call,
  allowed: ReadonlySet<OptionName>,
  now?: () => DateTimeOffset | undefined,
): Result.Result<Form, RequestFailure | InvalidQuery> => {
  const options = parseQuery(query, allowed, now)
  if (Result.isFailure(options)) return Result.fail(options.failure)
  return Result.map(
    jsonFormat(headers.accept, options.success.format),
    ({ metadata, ieee754Compatible }) => ({
      serviceRoot,
      metadata,
      ieee754Compatible,
      select: options.success.select,
      options: options.success,
      preferences: preferences(headers.prefer),
    }),
  )
}

/** Reads the form, then the JSON body. */
export const formAndJson = (
  call: Call,
): Result.Result<readonly [Form, unknown], RequestFailure | InvalidQuery | InvalidJson> => {
  const form = formOf(call, entityOptions)
  if (Result.isFailure(form)) return Result.fail(form.failure)
  const json = Result.andThen(call.readJson(), (body) => withTypeOf40(call.headers, body))
  return Result.isFailure(json) ? Result.fail(json.failure) : Result.succeed([form.success, json.success])
}

/** The headers of every response to an operation. */
export const commonHeaders = { "OData-Version": "4.0", "Cache-Control": "no-cache", Vary: "Accept, Prefer" }

export const json = (
  status: number,
  form: Form,
  body: string,
  headers: HttpResponse["headers"] = {},
): HttpResponse => {
  const isUsual = form.metadata === "minimal" && !form.ieee754Compatible
  const type = isUsual ? usualContentType : contentType(form)
  return { status, headers: { "Content-Type": type, ...commonHeaders, ...headers }, body }
}

export const noContent = (headers: HttpResponse["headers"] = {}): HttpResponse => ({
  status: 204,
  headers: { ...commonHeaders, ...headers },
})

export const preferenceApplied = (preference: Preferences["return"]): HttpResponse["headers"] =>
  preference === undefined ? {} : { "Preference-Applied": `return=${preference}` }
