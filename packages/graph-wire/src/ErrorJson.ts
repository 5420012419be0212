/** Failures as Graph writes them in JSON: `{"error": {"code", "message", "innerError"}}`. */
import { Option, Predicate } from "effect"

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

/** What a service says of a failure, as far as it can be read. */
export interface ServiceError {
  readonly code?: string
  readonly message?: string
  readonly requestId?: string
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

/** Intune's messages are JSON in a string, up to three levels deep: the innermost code and message say most. */
const unwrap = (code: string | undefined, message: string | undefined): ServiceError => {
  const inner = message === undefined ? undefined : Option.getOrUndefined(parse(message))
  const innerMessage = text(inner, "Message", "message")
  return innerMessage === undefined
    ? { ...(code !== undefined && { code }), ...(message !== undefined && { message }) }
    : unwrap(text(inner, "ErrorCode", "code") ?? code, innerMessage)
}

/**
 * Reads what a service says of a failure. Total: what is no error of Graph's (a proxy's page, half a body, nothing)
 * reads as an empty {@link ServiceError}.
 */
export const decodeError = (body: string): ServiceError => {
  const json = Option.getOrUndefined(parse(body))
  const error = Predicate.isObject(json) ? json.error : undefined
  if (!Predicate.isObject(error)) return {}
  const requestId = text(error.innerError ?? error.innererror, "request-id", "requestId")
  return {
    ...unwrap(text(error, "code"), text(error, "message")),
    ...(requestId !== undefined && { requestId }),
  }
}
