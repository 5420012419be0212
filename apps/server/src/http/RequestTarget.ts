/** The address of a request, from its target and its `Host`. */
import { Result } from "effect"
import { HostInvalid, type TargetFailure, TargetInvalid, TargetTooLong } from "./EdgeFailure.ts"
import type { HttpRequest } from "./HttpMessage.ts"

export interface RequestTarget {
  /** The scheme and authority that the client used. */
  readonly origin: string
  /** Still percent-encoded. */
  readonly path: string
  /** The part after `?`, still percent-encoded. */
  readonly query: string
}

const host = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/** A target may be a whole URL; its authority then overrides `Host`. */
const absolute = /^https?:\/\/([^/?#]*)(.*)$/is

/** The longest target, in characters. It may be longer with a page token, which a link to the next page adds to it. */
const maxTarget = 8_192
const maxToken = 8_192

/** Reads the target of a request. A repeated `Host` arrives joined with a comma, and is invalid. */
export const requestTarget = ({
  scheme,
  target,
  headers,
}: Pick<HttpRequest, "scheme" | "target" | "headers">): Result.Result<RequestTarget, TargetFailure> => {
  // An invalid Host is refused even if the target names the authority.
  if (headers.host === undefined || !host.test(headers.host)) return Result.fail(new HostInvalid())
  const [, authority = "", local] = target.startsWith("/")
    ? ["", headers.host, target]
    : (absolute.exec(target) ?? [])
  if (local === undefined) return Result.fail(new TargetInvalid())
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
