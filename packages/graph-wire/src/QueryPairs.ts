/** Splits the query of a URL into options, before their values are read, and replaces those of paging. */
import { Result } from "effect"
import { isAlias } from "./filter/Alias.ts"

/** What was read, or all problems, one sentence each. */
export type Read<A> = Result.Result<A, ReadonlyArray<string>>

/** Decodes percent-encoding. A plus is a space, as in ASP.NET. */
const decode = (text: string): Read<string> => {
  if (/[^ -~]/.test(text)) return Result.fail(["Expected ASCII, with everything else percent-encoded"])
  const decoded = Result.try({
    try: () => decodeURIComponent(text.replaceAll("+", " ")),
    catch: () => ["Expected percent-encoded UTF-8"],
  })
  return Result.filterOrFail(
    decoded,
    (text) => !text.includes("\0"),
    () => ["Expected text without NUL (U+0000)"],
  )
}

/** An option as it is written: its name, and its values, still encoded. */
export interface RawOption {
  readonly name: string
  readonly values: Array<string>
}

const encodedNameOf = (pair: string) => pair.split("=", 1)[0] ?? ""

/** The name of a pair, and its key: the lower-case name without `$`, as OData compares names, or the name of an alias. */
const namesOf = (encodedName: string) => {
  const name = Result.getOrElse(decode(encodedName), () => encodedName)
  return { name, key: isAlias(name) ? name : name.toLowerCase().replace(/^\$(?!@)/, "") }
}

/** The options of a query, by their keys. */
export const readPairs = (query: string): ReadonlyMap<string, RawOption> => {
  const pairs = new Map<string, RawOption>()
  for (const pair of query.split("&")) {
    if (pair === "") continue
    const encodedName = encodedNameOf(pair)
    const value = pair.slice(encodedName.length + 1)
    const { name, key } = namesOf(encodedName)
    const option = pairs.get(key)
    if (option === undefined) pairs.set(key, { name, values: [value] })
    else option.values.push(value)
  }
  return pairs
}

/** The value of an option, decoded, which may be given once. */
export const readOnce = ([value = "", ...others]: ReadonlyArray<string>): Read<string> =>
  others.length > 0 ? Result.fail(["Given twice"]) : decode(value)

/** What must be percent-encoded in the query of a URL (RFC 3986). Some clients leave it as it is, above all in a batch. */
const notInUrl = /[^\w.~!$&'()*+,;=:@/?%-]/g

const paging: ReadonlySet<string> = new Set(["top", "skip", "skiptoken"])

/**
 * Writes the query of the link to the next page: that of the request, with the same text except for the options of paging
 * and for characters that no URL has. So the link is hardly longer than the request's own URL and its page token.
 *
 * `query` must be one that `parseQuery` accepts.
 */
export const nextPageQuery = (query: string, pageSize: number, pageToken: string): string => {
  const kept = query
    .split("&")
    .filter((pair) => pair !== "" && !paging.has(namesOf(encodedNameOf(pair)).key))
    .map((pair) => pair.replace(notInUrl, encodeURIComponent))
  return [...kept, `$top=${pageSize}`, `$skiptoken=${encodeURIComponent(pageToken)}`].join("&")
}
