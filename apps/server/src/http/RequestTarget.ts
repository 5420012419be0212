/** The address of a request, from its target and its `Host`. */
import { Result } from "effect"
import { type TargetFailure, TargetInvalid, TargetTooLong } from "./EdgeFailure.ts"
import type { HttpRequest } from "./HttpMessage.ts"

export interface RequestTarget {
  /** The public URL of the server, or else the scheme and authority that the client used. It has no trailing slash. */
  readonly origin: string
  /** Below `origin`, still percent-encoded. */
  readonly path: string
  /** The part after `?`, still percent-encoded. */
  readonly query: string
}

/** A target may be a whole URL; its authority then overrides `Host`. */
const absolute = /^https?:\/\/([^/?#]*)(.*)$/is

/** The authority in a target that is a whole URL. */
export const authorityOf = (target: string): string | undefined =>
  target.startsWith("/") ? undefined : absolute.exec(target)?.[1]

/** The longest target, in characters. It may be longer with a page token, which a link to the next page adds to it. */
const maxTarget = 8_192
const maxToken = 8_192

/** Reads the target of a request whose `Host` is valid. */
export const requestTarget = (
  { scheme, target, headers }: Pick<HttpRequest, "scheme" | "target" | "headers">,
  publicUrl?: string | undefined,
): Result.Result<RequestTarget, TargetFailure> => {
  const [, authority, local] = target.startsWith("/")
    ? ["", headers.host, target]
    : (absolute.exec(target) ?? [])
  if (local === undefined) return Result.fail(new TargetInvalid())
  if (target.length > maxTarget + (local.includes("skiptoken=") ? maxToken : 0))
    return Result.fail(new TargetTooLong())
  const origin = publicUrl ?? `${scheme}://${authority}`
  const mark = local.indexOf("?")
  return Result.succeed(
    mark < 0
      ? { origin, path: local, query: "" }
      : { origin, path: local.slice(0, mark), query: local.slice(mark + 1) },
  )
}

const removePrefix = (prefix: string, target: string) =>
  prefix !== "" && target.startsWith(`${prefix}/`) ? target.slice(prefix.length) : target

/** Removes the path of the public URL from targets that have it: some proxies remove it, and others do not. */
export const withoutPrefix = <A>(
  prefix: string,
  handle: (request: HttpRequest) => A,
): ((request: HttpRequest) => A) =>
  prefix === "" ? handle : (request) => handle({ ...request, target: removePrefix(prefix, request.target) })

/** Which URLs are those of the server. */
export interface OwnUrls {
  /** The path of the public URL, such as `/prefix`, or nothing. */
  readonly prefix: string
  /** Whether a URL without a trailing slash is the public URL or the origin of one of the server's hosts. */
  readonly isOwn: (url: string) => boolean
}

const withScheme = /^[a-z][a-z\d+.-]*:/i

/** The target that a URL has for the server: a path and query. `undefined` for a URL of another server. */
export const ownTarget = ({ prefix, isOwn }: OwnUrls, url: string): string | undefined => {
  if (!withScheme.test(url)) return removePrefix(prefix, url)
  const [, authority, target] = absolute.exec(url) ?? []
  if (authority === undefined || target === undefined) return undefined
  const origin = url.slice(0, url.length - target.length).toLowerCase()
  return isOwn(origin) ? removePrefix(prefix, target) : undefined
}
