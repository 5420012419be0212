/** Failures as Graph writes them in JSON: `{"error": {"code", "message", "innerError"}}`. */
import { Option, Predicate, Record } from "effect"

/** One of several things that are wrong, as OData's `details` lists them. */
export interface ErrorDetail {
  readonly code: string
  readonly message: string
  readonly target?: string
}

/** What a failure is answered with, beside its status. */
export interface ErrorBody {
  readonly code: string
  readonly message: string
  readonly details?: ReadonlyArray<ErrorDetail>
}

/** Under which names a request is known: the service's own id of it, and the client's. */
export interface RequestIds {
  readonly requestId: string
  readonly clientRequestId: string
}

/** The JSON text of a failure; `date` is written as Graph writes it, in UTC to the second and without a zone. */
export const encodeError = (error: ErrorBody, ids: RequestIds, date: Date): string =>
  JSON.stringify({
    error: {
      ...error,
      innerError: {
        date: date.toISOString().slice(0, 19),
        "request-id": ids.requestId,
        "client-request-id": ids.clientRequestId,
      },
    },
  })

/**
 * What a service says of a failure, as far as it can be read. `activityId` is the id under which Intune, behind Graph,
 * knows the request.
 */
export interface ServiceError {
  readonly code?: string
  readonly message?: string
  readonly requestId?: string
  readonly clientRequestId?: string
  readonly activityId?: string
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The first of the names under which the object has a text that is not empty. */
const text = (object: unknown, ...names: ReadonlyArray<string>): string | undefined => {
  if (!Predicate.isObject(object)) return undefined
  return names
    .map((name) => object[name])
    .filter(Predicate.isString)
    .find((value) => value !== "")
}

/** The id that Intune names in its messages; one of zeros, which it names where it has none, is none. */
const activityIdIn = (message: string | undefined): string | undefined => {
  const id = /\bActivity ID: (\S+)/.exec(message ?? "")?.[1]
  return id === undefined || /^[0-]+$/.test(id) ? undefined : id
}

interface Message {
  readonly code: string | undefined
  readonly message: string | undefined
}

/** Intune's messages are JSON in a string, up to three levels deep: the innermost code and message say most. */
const unwrap = (outer: Message): Message => {
  const inner = outer.message === undefined ? undefined : Option.getOrUndefined(parse(outer.message))
  const message = text(inner, "Message", "message")
  return message === undefined
    ? outer
    : unwrap({ code: text(inner, "ErrorCode", "code") ?? outer.code, message })
}

/**
 * Reads what a service says of a failure from the JSON of its response. Total: what is no error of Graph's reads as an
 * empty {@link ServiceError}.
 */
export const decodeError = (json: unknown): ServiceError => {
  const error = Predicate.isObject(json) ? json.error : undefined
  if (!Predicate.isObject(error)) return {}
  const ids = error.innerError ?? error.innererror
  const { code, message } = unwrap({ code: text(error, "code"), message: text(error, "message") })
  const found: Record<keyof ServiceError, string | undefined> = {
    code,
    message,
    requestId: text(ids, "request-id", "requestId"),
    clientRequestId: text(ids, "client-request-id", "clientRequestId"),
    activityId: activityIdIn(message),
  }
  return Record.filter(found, Predicate.isNotUndefined)
}
