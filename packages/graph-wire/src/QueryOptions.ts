/**
 * Parses the query options of a list from a URL, as Graph does.
 *
 * No option is silently ignored: one that is unknown, or that is not supported here, is a problem.
 */
import {
  type ConnectorFilter,
  type ConnectorOrder,
  type ConnectorProperty,
  type OrderBy,
  type Problem,
  problemsText,
} from "@odj/domain"
import { Data, Predicate, Result } from "effect"
import { parseFilter } from "./filter/FilterText.ts"
import { propertyNamed } from "./filter/PropertyNamed.ts"

/** The query options of a list. */
export interface ListOptions {
  /** The properties to return, in this order and without repeats. The default is all of them. */
  readonly select?: ReadonlyArray<ConnectorProperty> | undefined
  readonly filter?: ConnectorFilter | undefined
  readonly order?: ConnectorOrder | undefined
  readonly top?: number | undefined
  readonly skip?: number | undefined
  readonly skipToken?: string | undefined
  readonly count?: boolean | undefined
  /** The text of `$format`, unparsed. */
  readonly format?: string | undefined
}

/** The supported query options, by OData's names without `$`. */
export const optionNames = [
  "select",
  "filter",
  "orderby",
  "top",
  "skip",
  "skiptoken",
  "count",
  "format",
] as const

export type OptionName = (typeof optionNames)[number]

/**
 * The query is invalid. `problems` lists every problem. The path of a problem is the option: with `$` if it is
 * supported, otherwise as it was written.
 */
export class InvalidQuery extends Data.TaggedError("InvalidQuery")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

type Read<A> = Result.Result<A, ReadonlyArray<string>>

/** Reads the items of a list, all of which must be valid. */
const readList = <A>(
  text: string,
  read: (item: string) => Result.Result<A, string>,
): Read<ReadonlyArray<A>> => {
  const items = text.split(",").map((item) => read(item.trim()))
  const problems = new Set(items.filter(Result.isFailure).map(({ failure }) => failure))
  return problems.size === 0
    ? Result.succeed(items.filter(Result.isSuccess).map(({ success }) => success))
    : Result.fail(Array.from(problems))
}

/** Reads the name of a property; `undefined` for `*`. */
const readSelected = (name: string): Result.Result<ConnectorProperty | undefined, string> =>
  name === "*" ? Result.succeed(undefined) : propertyNamed(name)

const readSelect = (text: string): Read<ListOptions> =>
  Result.map(readList(text, readSelected), (names) =>
    names.every(Predicate.isNotUndefined) ? { select: Array.from(new Set(names)) } : {},
  )

const readOrderBy = (item: string): Result.Result<OrderBy, string> => {
  const [, name = "", direction = ""] = /^([^ \t]*)[ \t]*(.*)$/s.exec(item) ?? []
  return Result.flatMap(propertyNamed(name), (property) =>
    /^(?:asc|desc|)$/i.test(direction)
      ? Result.succeed({ property, descending: direction.toLowerCase() === "desc" })
      : Result.fail(`Expected asc or desc after ${property}, found '${direction}'`),
  )
}

const readOrder = (text: string): Read<ListOptions> =>
  Result.flatMap(readList(text, readOrderBy), (order) => {
    const properties = order.map(({ property }) => property)
    const repeated = new Set(properties.filter((property, index) => properties.indexOf(property) < index))
    return repeated.size === 0
      ? Result.succeed({ order })
      : Result.fail(Array.from(repeated, (property) => `${property} is given twice`))
  })

const readNumber = (text: string): Read<number> => {
  const number = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(number)
    ? Result.succeed(number)
    : Result.fail([`Expected a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, found '${text}'`])
}

const readBoolean = (text: string): Read<boolean> =>
  text === "true" || text === "false"
    ? Result.succeed(text === "true")
    : Result.fail([`Expected true or false, found '${text}'`])

const readText = (text: string): Read<string> =>
  text === "" ? Result.fail(["Expected at least one character"]) : Result.succeed(text)

/** Reads the text of each option. */
const readers: Record<OptionName, (text: string) => Read<ListOptions>> = {
  select: readSelect,
  filter: (text) => Result.map(parseFilter(text), (filter) => ({ filter })),
  orderby: readOrder,
  top: (text) => Result.map(readNumber(text), (top) => ({ top })),
  skip: (text) => Result.map(readNumber(text), (skip) => ({ skip })),
  skiptoken: (text) => Result.map(readText(text), (skipToken) => ({ skipToken })),
  count: (text) => Result.map(readBoolean(text), (count) => ({ count })),
  format: (text) => Result.map(readText(text), (format) => ({ format })),
}

const isOptionName = (name: string): name is OptionName => Object.hasOwn(readers, name)

/** The query options of OData that are not supported. */
const isUnsupported = (name: string) =>
  /^(?:apply|compute|deltatoken|expand|id|index|levels|schemaversion|search)$/.test(name)

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
interface RawOption {
  readonly name: string
  readonly values: Array<string>
}

/** The options of a query. The keys are lower-case names without `$`, as OData compares them. */
const readPairs = (query: string): ReadonlyMap<string, RawOption> => {
  const pairs = new Map<string, RawOption>()
  for (const pair of query.split("&")) {
    if (pair === "") continue
    const [encodedName = ""] = pair.split("=", 1)
    const value = pair.slice(encodedName.length + 1)
    const name = Result.getOrElse(decode(encodedName), () => encodedName)
    const key = name.toLowerCase().replace(/^\$/, "")
    const option = pairs.get(key)
    if (option === undefined) pairs.set(key, { name, values: [value] })
    else option.values.push(value)
  }
  return pairs
}

const readOption = (
  name: OptionName,
  [value = "", ...others]: ReadonlyArray<string>,
  allowed: ReadonlySet<OptionName>,
): Read<ListOptions> => {
  if (!allowed.has(name)) return Result.fail(["Not supported by this resource"])
  if (others.length > 0) return Result.fail(["Given twice"])
  return Result.flatMap(decode(value), readers[name])
}

const noOptions: Result.Result<ListOptions, InvalidQuery> = Result.succeed({})

/**
 * Parses the query of a URL: `query` is the text after the `?`, still percent-encoded, and `allowed` are the options
 * that the resource supports.
 *
 * Names may lack their `$`, and their case does not matter. Each option may be given once. Never throws: all problems
 * are in {@link InvalidQuery}.
 *
 * Sources: OData 4.01, URL Conventions, "System Query Options"; the Graph documentation's "Use query parameters".
 *
 * @example
 * ```ts
 * import { parseQuery } from "@odj/graph-wire"
 * import { Result } from "effect"
 *
 * const options = Result.getOrThrow(parseQuery("$top=10&$skip=20", new Set(["top", "skip"])))
 * console.log(options) // => { top: 10, skip: 20 }
 *
 * const failure = parseQuery("$top=-1&$expand=*", new Set(["top"])).pipe(Result.flip, Result.getOrThrow)
 * console.log(failure.message)
 * // => $top: Expected a whole number from 0 to 9007199254740991, found '-1'
 * // => $expand: Not supported
 * ```
 */
export const parseQuery = (
  query: string,
  allowed: ReadonlySet<OptionName>,
): Result.Result<ListOptions, InvalidQuery> => {
  if (query === "") return noOptions
  let options: ListOptions = {}
  const problems: Array<Problem> = []
  for (const [key, { name, values }] of readPairs(query)) {
    if (!isOptionName(key)) {
      const message = isUnsupported(key) ? "Not supported" : "Unknown query option"
      problems.push({ path: [name], message })
      continue
    }
    const read = readOption(key, values, allowed)
    if (Result.isSuccess(read)) options = { ...options, ...read.success }
    else for (const message of read.failure) problems.push({ path: [`$${key}`], message })
  }
  return problems.length === 0 ? Result.succeed(options) : Result.fail(new InvalidQuery({ problems }))
}
