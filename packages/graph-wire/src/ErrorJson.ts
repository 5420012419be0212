/** Failures in Graph's JSON: `{"error": {"code", "message", "innerError"}}`. */
import { Option, Predicate, Record } from "effect"
import { shortened } from "./MessageLength.ts"
import { decodeOAuthError } from "./OAuthErrorJson.ts"

/** One of several problems in a request: an entry of OData's `details`. */
export interface ErrorDetail {
  readonly code: string
  readonly message: string
  readonly target?: string
}

/** The code and message of a failure's response. */
export interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly details?: ReadonlyArray<ErrorDetail>
}

/** The ids of a request: the service's and the client's. */
export interface RequestIds {
  readonly requestId: string
  readonly clientRequestId: string
}

/** The ids in a failure's response. `upstreamRequestId` is the id that the service behind a gateway gave the request. */
export interface ErrorIds extends RequestIds {
  readonly upstreamRequestId?: string | undefined
}

/** The members of an object as JSON, without the braces. */
const members = (object: object): string => JSON.stringify(object).slice(1, -1)

let latest = { second: Number.NaN, text: "" }

/** A date as Graph writes it: in UTC, to the second, without a zone. */
const dateText = (date: Date): string => {
  const second = Math.floor(date.getTime() / 1_000)
  if (second !== latest.second) latest = { second, text: date.toISOString().slice(0, 19) }
  return latest.text
}

/**
 * Writes a failure as JSON text. `date` is written as Graph does it: in UTC, to the second, without a zone.
 *
 * The parts are written one by one: V8 is half as fast with a whole that has a text cut from another one, as the date is.
 */
export const encodeError = (error: ErrorBody, ids: ErrorIds, date: Date): string => {
  const idMembers = members({
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
    "upstream-request-id": ids.upstreamRequestId,
  })
  return `{"error":{${members(error)},"innerError":{"date":"${dateText(date)}",${idMembers}}}}`
}

/** A service's error, as far as it can be read; each text is cut after 2,000 characters. `activityId` is the id of the request in Intune, behind Graph. */
export interface ServiceError {
  readonly code?: string
  readonly message?: string
  readonly requestId?: string
  readonly clientRequestId?: string
  readonly activityId?: string
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The first non-empty text that the object has under one of the names. */
const text = (object: unknown, ...names: ReadonlyArray<string>): string | undefined => {
  if (!Predicate.isObject(object)) return undefined
  return names
    .map((name) => object[name])
    .filter(Predicate.isString)
    .find((value) => value !== "")
}

/**
 * The activity id in a message of Intune: the last one, because the text before it can contain anything. All zeros mean
 * that there is none.
 */
const activityIdIn = (message = ""): string | undefined => {
  const id = /^.*\bActivity ID: (\S+)/s.exec(message)?.[1]
  return id === undefined || /^[0-]+$/.test(id) ? undefined : id
}

interface Message {
  readonly code: string | undefined
  readonly message: string | undefined
}

/** Intune nests messages as JSON in a string, up to three levels deep. The innermost one is the most specific. */
const unwrap = (outer: Message): Message => {
  const inner = outer.message === undefined ? undefined : Option.getOrUndefined(parse(outer.message))
  const message = text(inner, "Message", "message")
  return message === undefined
    ? outer
    : unwrap({ code: text(inner, "ErrorCode", "code") ?? outer.code, message })
}

/**
 * Reads the error in the JSON of a service's response, with Intune's nested messages unwrapped. An error of OAuth, as Entra
 * writes it, is read too. Never throws: anything else reads as an empty {@link ServiceError}.
 *
 * @example
 * ```ts
 * import { decodeError } from "@odj/graph-wire"
 *
 * const message = JSON.stringify({
 *   ErrorCode: "Forbidden",
 *   Message: JSON.stringify({ Message: "An error has occurred" }),
 * })
 * console.log(decodeError({ error: { code: "UnknownError", message } }))
 * // => { code: 'Forbidden', message: 'An error has occurred' }
 *
 * console.log(decodeError("<html>")) // => {}
 * ```
 */
export const decodeError = (json: unknown): ServiceError => {
  const error = Predicate.isObject(json) ? json.error : undefined
  if (!Predicate.isObject(error)) return decodeOAuthError(json) ?? {}
  const ids = error.innerError ?? error.innererror
  const { code, message } = unwrap({ code: text(error, "code"), message: text(error, "message") })
  const found: Record<keyof ServiceError, string | undefined> = {
    code,
    message,
    requestId: text(ids, "request-id", "requestId"),
    clientRequestId: text(ids, "client-request-id", "clientRequestId"),
    activityId: activityIdIn(message),
  }
  return Record.map(Record.filter(found, Predicate.isNotUndefined), shortened)
}
