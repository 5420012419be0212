/** Failures of a request before its resource is known. */

import type { IncomingMessage } from "node:http"
import { Data } from "effect"

/** The bytes are not a valid HTTP request. */
export class RequestMalformed extends Data.TaggedClass("RequestMalformed") {}

/** The head of the request exceeds the limit. */
export class HeadTooLarge extends Data.TaggedClass("HeadTooLarge") {}

/** The request did not arrive completely in time. */
export class RequestTimedOut extends Data.TaggedClass("RequestTimedOut") {}

/** The `Expect` header has a value other than `100-continue`. */
export class ExpectationUnknown extends Data.TaggedClass("ExpectationUnknown") {}

/** The method is CONNECT. */
export class TunnelRefused extends Data.TaggedClass("TunnelRefused") {}

/** The failures to which the edge responds, since the endpoint never gets the request. */
export type EdgeFailure =
  | RequestMalformed
  | HeadTooLarge
  | RequestTimedOut
  | ExpectationUnknown
  | TunnelRefused

/** The request target exceeds the limit. */
export class TargetTooLong extends Data.TaggedClass("TargetTooLong") {}

/** The request target is not a path, or its percent-encoding is not UTF-8. */
export class TargetInvalid extends Data.TaggedClass("TargetInvalid") {}

/** The `Host` header is missing, repeated or not a host. */
export class HostInvalid extends Data.TaggedClass("HostInvalid") {}

/** The host of the request is not one of the server's own. */
export class HostUnknown extends Data.TaggedClass("HostUnknown")<{ readonly name: string }> {}

/** Failures of the address of a request. */
export type TargetFailure = TargetTooLong | TargetInvalid | HostInvalid | HostUnknown

/** The failure to report to the client; `undefined` if the connection is broken. */
export const failureOf = ({ code = "" }: NodeJS.ErrnoException): EdgeFailure | undefined => {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new RequestTimedOut()
  if (code === "HPE_HEADER_OVERFLOW") return new HeadTooLarge()
  return code.startsWith("HPE_") ? new RequestMalformed() : undefined
}

/** The failure of a request whose version or length a proxy may read differently from Node.js (request smuggling). */
export const ambiguity = ({ httpVersion, headers }: IncomingMessage): EdgeFailure | undefined => {
  const encoding = headers["transfer-encoding"]
  const isUnambiguous =
    httpVersion === "1.1"
      ? encoding === undefined || encoding.toLowerCase() === "chunked"
      : httpVersion === "1.0" && encoding === undefined
  return isUnambiguous ? undefined : new RequestMalformed()
}
