/** Where a request goes, as its target and its `Host` say together. */
import { Result } from "effect"
import { HostInvalid, type TargetFailure, TargetTooLong, TargetUnreadable } from "./EdgeFailure.ts"
import type { HttpRequest } from "./HttpMessage.ts"

export interface RequestTarget {
  /** The scheme and the authority that the client has used. */
  readonly origin: string
  /** Still percent-encoded. */
  readonly path: string
  /** What follows the `?`, still percent-encoded. */
  readonly query: string
}

const host = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/** A target may be a whole address, whose authority then goes before that of `Host`. */
const absolute = /^https?:\/\/([^/?#]*)(.*)$/is

/** In characters. The link to a next page adds its token to what the client had sent. */
const maxTarget = 8_192
const maxToken = 8_192

/** Reads the target of a request; a `Host` that was given twice arrives joined by a comma, and is none. */
export const requestTarget = ({
  scheme,
  target,
  headers,
}: Pick<HttpRequest, "scheme" | "target" | "headers">): Result.Result<RequestTarget, TargetFailure> => {
  // Whatever the target names, a Host that is wrong is refused.
  if (headers.host === undefined || !host.test(headers.host)) return Result.fail(new HostInvalid())
  const [, authority = "", local] = target.startsWith("/")
    ? ["", headers.host, target]
    : (absolute.exec(target) ?? [])
  if (local === undefined) return Result.fail(new TargetUnreadable())
  if (target.length > maxTarget + (local.includes("skiptoken=") ? maxToken : 0))
    return Result.fail(new TargetTooLong())
  if (!host.test(authority)) return Result.fail(new HostInvalid())
  const origin = `${scheme}://${authority}`
  const mark = local.indexOf("?")
  return Result.succeed(
    mark < 0
      ? { origin, path: local, query: "" }
      : { origin, path: local.slice(0, mark), query: local.slice(mark + 1) },
  )
}
