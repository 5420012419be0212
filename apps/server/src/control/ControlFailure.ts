/** The failures of requests to the control, and their responses. */

import type { Problem } from "@odj/domain"
import { ExpectedFailure } from "@odj/domain"
import type { Failure } from "../graph/Failure.ts"
import { type FailureRow, invalid, sentence } from "../graph/FailureRow.ts"
import { BodyTooLarge, MethodNotAllowed } from "../graph/RequestFailure.ts"
import { rowOf } from "../graph/RowOf.ts"
import { controlPath } from "../server/HttpControl.ts"

/** A failure, with its response. */
export class ControlFailure extends ExpectedFailure("ControlFailure")<{ readonly row: FailureRow }> {}

const failure = (
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): ControlFailure =>
  new ControlFailure({ row: { status, error: { code, message }, ...(headers && { headers }) } })

export const foreignPage = failure(
  403,
  "Forbidden",
  "Web pages of another origin may not control this server.",
)

export const tokenNeeded = failure(
  403,
  "Forbidden",
  "Without a token, only programs on the machine of this server may control it, and not through a proxy. To allow others, start the server with a control token (--control-token, or control: { token }).",
)

export const tokenInvalid = failure(
  401,
  "InvalidAuthenticationToken",
  "To control this server, send its control token (--control-token, or control: { token }) in the header Authorization: Bearer TOKEN.",
  { "WWW-Authenticate": 'Bearer realm="odj control"' },
)

export const pathUnknown = (path: string) =>
  failure(404, "ResourceNotFound", `There is no '${path}'. GET ${controlPath} lists what there is.`)

export const faultUnknown = (id: string) =>
  failure(404, "ResourceNotFound", `There is no fault with the id '${id}'.`)

export const requestUnknown = (number: string) =>
  failure(
    404,
    "ResourceNotFound",
    `There is no request with the number '${number}'. It has not arrived yet, or is no longer recorded.`,
  )

export const issuerMissing = failure(
  404,
  "ResourceNotFound",
  "This server makes no tokens, because it has no built-in issuer (--auth local).",
)

export const streamsFull = failure(
  503,
  "ServiceUnavailable",
  "Too many programs read the events of this server. Close one of them.",
  { "Retry-After": "10" },
)

export const methodNotAllowed = (allow: string) =>
  new ControlFailure({ row: rowOf(new MethodNotAllowed({ allow })) })

export const contentTypeNotSupported = (types: ReadonlyArray<string>) =>
  failure(415, "UnsupportedMediaType", `Content-Type must be ${types.join(" or ")}.`)

export const encodingNotSupported = failure(
  415,
  "UnsupportedMediaType",
  "Content-Encoding is not supported: send the body uncompressed.",
  { "Accept-Encoding": "identity" },
)

export const bodyTooLarge = new ControlFailure({ row: rowOf(new BodyTooLarge()) })

export const doubleFailed = (reason: string) =>
  failure(
    503,
    "ServiceUnavailable",
    `The server can't become a test double now: ${sentence(reason)} The next request tries again.`,
  )

export const storeFailed = (failure: Failure) => new ControlFailure({ row: rowOf(failure) })

/** How many problems a response names. A file that is not NDJSON has a problem for each line. */
const maxProblems = 100

const named = (problems: ReadonlyArray<Problem>): ReadonlyArray<Problem> =>
  problems.length > maxProblems
    ? [...problems.slice(0, maxProblems), { path: [], message: "There are more problems" }]
    : problems

/** The input has these problems. */
export const inputInvalid = (problems: ReadonlyArray<Problem>) =>
  new ControlFailure({ row: invalid("BadRequest", "", named(problems)) })
