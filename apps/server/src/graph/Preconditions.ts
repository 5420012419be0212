/**
 * Evaluates `If-Match` and `If-None-Match`. No resource here has an entity tag, so no tag matches. `*` matches every resource
 * that exists.
 *
 * Source: RFC 9110, "Preconditions". A precondition is ignored if the request fails without it, unless only its content
 * is invalid. So a missing connector is 404, whatever the headers are.
 */
import { Effect } from "effect"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { splitList } from "../http/MediaType.ts"
import type { Call } from "./Operation.ts"
import { PreconditionFailed } from "./RequestFailure.ts"
import { commonHeaders } from "./ResponseForm.ts"

/** The header whose condition is false if the target exists; `undefined` if there is none. */
const unmetHeader = ({
  "if-match": match,
  "if-none-match": noneMatch,
}: Call["headers"]): PreconditionFailed["header"] | undefined => {
  if (match !== undefined && match !== "*") return "If-Match"
  return noneMatch !== undefined && splitList(noneMatch, ",").includes("*") ? "If-None-Match" : undefined
}

const notModified: HttpResponse = { status: 304, headers: commonHeaders }

/** Reads. If a condition is false, its failure replaces a successful response. */
export const readIfMet = <E, R>(
  headers: Call["headers"],
  reading: Effect.Effect<HttpResponse, E, R>,
): Effect.Effect<HttpResponse, E | PreconditionFailed, R> => {
  const header = unmetHeader(headers)
  if (header === undefined) return reading
  return Effect.andThen(
    reading,
    header === "If-Match" ? Effect.fail(new PreconditionFailed({ header })) : Effect.succeed(notModified),
  )
}

/**
 * Changes something, unless a condition is false: then nothing is changed. `check` fails if the change fails before its
 * content is read: because the target does not exist, or because the request is invalid.
 */
export const changeIfMet = <E, R, E2, R2>(
  headers: Call["headers"],
  check: () => Effect.Effect<unknown, E2, R2>,
  change: () => Effect.Effect<HttpResponse, E, R>,
): Effect.Effect<HttpResponse, E | E2 | PreconditionFailed, R | R2> => {
  const header = unmetHeader(headers)
  return header === undefined
    ? change()
    : Effect.andThen(check(), Effect.fail(new PreconditionFailed({ header })))
}
