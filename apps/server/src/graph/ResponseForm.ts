/** The form of the responses to operations: what the client may choose of it, and how it is written. */
import {
  type InvalidJson,
  type InvalidQuery,
  type ListOptions,
  type MetadataLevel,
  type OptionName,
  parseQuery,
  type Representation,
} from "@odj/graph-wire"
import { Result } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { metadataLevel, type Preferences, preferences } from "./Negotiation.ts"
import type { Call } from "./Operation.ts"
import type { RequestFailure } from "./RequestFailure.ts"

const contentTypes: Record<MetadataLevel, string> = {
  none: contentType("none"),
  minimal: contentType("minimal"),
  full: contentType("full"),
}

function contentType(level: MetadataLevel): string {
  return `application/json;odata.metadata=${level};odata.streaming=true;IEEE754Compatible=false;charset=utf-8`
}

/** The form of a response, as far as the client may choose it. */
export interface Form extends Representation {
  readonly address: string
  readonly options: ListOptions
  readonly preferences: Preferences
}

/** The query options of a connector. */
export const ofEntity: ReadonlySet<OptionName> = new Set(["select", "format"])

/** Reads what the client chooses, in its headers and by those query options that are allowed. */
export const formOf = (
  { serviceRoot, address, query, headers }: Call,
  allowed: ReadonlySet<OptionName>,
): Result.Result<Form, RequestFailure | InvalidQuery> => {
  const options = parseQuery(query, allowed)
  if (Result.isFailure(options)) return Result.fail(options.failure)
  return Result.map(metadataLevel(headers.accept, options.success.format), (metadata) => ({
    serviceRoot,
    address,
    metadata,
    select: options.success.select,
    options: options.success,
    preferences: preferences(headers.prefer),
  }))
}

/** What can be known before a body is read, then the body. */
export const formAndJson = (
  call: Call,
): Result.Result<readonly [Form, unknown], RequestFailure | InvalidQuery | InvalidJson> => {
  const form = formOf(call, ofEntity)
  if (Result.isFailure(form)) return Result.fail(form.failure)
  const json = call.readJson()
  return Result.isFailure(json) ? Result.fail(json.failure) : Result.succeed([form.success, json.success])
}

/** The headers of every response to an operation. */
export const commonHeaders = { "OData-Version": "4.0", "Cache-Control": "no-cache", Vary: "Accept, Prefer" }

export const json = (
  status: number,
  { metadata }: Form,
  body: string,
  headers: HttpResponse["headers"] = {},
): HttpResponse => ({
  status,
  headers: { "Content-Type": contentTypes[metadata], ...commonHeaders, ...headers },
  body,
})

export const empty = (headers: HttpResponse["headers"] = {}): HttpResponse => ({
  status: 204,
  headers: { ...commonHeaders, ...headers },
})

export const applied = (preference: Preferences["return"]): HttpResponse["headers"] =>
  preference === undefined ? {} : { "Preference-Applied": `return=${preference}` }
