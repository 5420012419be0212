/** Splits the query of a URL into options, before their values are read. */
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

/** The options of a query. The keys are lower-case names without `$`, as OData compares them, and the names of aliases. */
export const readPairs = (query: string): ReadonlyMap<string, RawOption> => {
  const pairs = new Map<string, RawOption>()
  for (const pair of query.split("&")) {
    if (pair === "") continue
    const [encodedName = ""] = pair.split("=", 1)
    const value = pair.slice(encodedName.length + 1)
    const name = Result.getOrElse(decode(encodedName), () => encodedName)
    const key = isAlias(name) ? name : name.toLowerCase().replace(/^\$(?!@)/, "")
    const option = pairs.get(key)
    if (option === undefined) pairs.set(key, { name, values: [value] })
    else option.values.push(value)
  }
  return pairs
}

/** The value of an option, decoded, which may be given once. */
export const readOnce = ([value = "", ...others]: ReadonlyArray<string>): Read<string> =>
  others.length > 0 ? Result.fail(["Given twice"]) : decode(value)
