/**
 * Parses the query options of a list from a URL, as Graph does.
 *
 * No option is silently ignored: one that is unknown, or that is not supported here, is a problem.
 */
import {
  type ConnectorFilter,
  type ConnectorOrder,
  type ConnectorProperty,
  ExpectedFailure,
  type OrderBy,
  type Problem,
  problemsText,
} from "@odj/domain"
import { Predicate, Result } from "effect"
import { type Aliases, isAlias } from "./filter/Alias.ts"
import type { Now } from "./filter/FilterCursor.ts"
import { parseFilter } from "./filter/FilterText.ts"
import { propertyAt } from "./filter/PropertyNamed.ts"
import { type RawOption, type Read, readOnce, readPairs } from "./QueryPairs.ts"

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
export class InvalidQuery extends ExpectedFailure("InvalidQuery")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

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
  name === "*" ? Result.succeed(undefined) : propertyAt(name)

const readSelect = (text: string): Read<ListOptions> =>
  Result.map(readList(text, readSelected), (names) =>
    names.every(Predicate.isNotUndefined) ? { select: Array.from(new Set(names)) } : {},
  )

const readOrderBy =
  (aliases: Aliases) =>
  (item: string): Result.Result<OrderBy, string> => {
    const [, name = "", direction = ""] = /^([^ \t]*)[ \t]*(.*)$/s.exec(item) ?? []
    const path = isAlias(name) ? (aliases.get(name) ?? "null") : name
    return Result.flatMap(propertyAt(path.replace(/^\$it\//, "")), (property) =>
      /^(?:asc|desc|)$/i.test(direction)
        ? Result.succeed({ property, descending: direction.toLowerCase() === "desc" })
        : Result.fail(`Expected asc or desc after ${name}, found '${direction}'`),
    )
  }

/** Of a repeated property, only the first order has an effect. */
const readOrder = (text: string, aliases: Aliases): Read<ListOptions> =>
  Result.map(readList(text, readOrderBy(aliases)), (order) => ({
    order: order.filter(
      ({ property }, index) => order.findIndex((other) => other.property === property) === index,
    ),
  }))

const readNumber = (text: string): Read<number> => {
  const number = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(number)
    ? Result.succeed(number)
    : Result.fail([`Expected a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, found '${text}'`])
}

const readBoolean = (text: string): Read<boolean> =>
  /^(?:true|false)$/i.test(text)
    ? Result.succeed(text.toLowerCase() === "true")
    : Result.fail([`Expected true or false, found '${text}'`])

const readText = (text: string): Read<string> =>
  text === "" ? Result.fail(["Expected at least one character"]) : Result.succeed(text)

/** Refuses white space around a text, which OData's grammar has only inside expressions. */
const checkEnds = (text: string): Read<string> =>
  /^[ \t]|[ \t]$/.test(text)
    ? Result.fail(["Expected no space before or after the value"])
    : Result.succeed(text)

/** Reads the text of each option. */
const readers: Record<
  OptionName,
  (text: string, aliases: Aliases, now: Now | undefined) => Read<ListOptions>
> = {
  select: (text) => Result.flatMap(checkEnds(text), readSelect),
  filter: (text, aliases, now) =>
    Result.map(
      Result.flatMap(checkEnds(text), (text) => parseFilter(text, aliases, now)),
      (filter) => ({ filter }),
    ),
  orderby: (text, aliases) => Result.flatMap(checkEnds(text), (text) => readOrder(text, aliases)),
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

const readOption = (
  name: OptionName,
  { values }: RawOption,
  allowed: ReadonlySet<OptionName>,
  aliases: Aliases,
  now: Now | undefined,
): Read<ListOptions> =>
  allowed.has(name)
    ? Result.flatMap(readOnce(values), (text) => readers[name](text, aliases, now))
    : Result.fail(["Not supported by this resource"])

/** Only expressions have aliases. */
const readAlias = ({ values }: RawOption, allowed: ReadonlySet<OptionName>): Read<string> =>
  allowed.has("filter")
    ? Result.flatMap(readOnce(values), checkEnds)
    : Result.fail(["Not supported by this resource"])

const noOptions: Result.Result<ListOptions, InvalidQuery> = Result.succeed({})

/**
 * Parses the query of a URL: `query` is the text after the `?`, still percent-encoded, and `allowed` are the options
 * that the resource supports. `now` returns the time of the request, always the same: the value of `now()` in a filter, which
 * is a problem without it. It is called only for such a filter.
 *
 * Names may lack their `$`, and their case does not matter. Each option may be given once. `$filter` and `$orderby` may
 * contain parameter aliases, such as `@name`, whose values are options of the same query. Never throws: all problems are
 * in {@link InvalidQuery}.
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
  now?: Now,
): Result.Result<ListOptions, InvalidQuery> => {
  if (query === "") return noOptions
  const pairs = readPairs(query)
  const aliases = new Map<string, string>()
  let options: ListOptions = {}
  const problems: Array<Problem> = []
  const note = (option: string, messages: ReadonlyArray<string>) => {
    for (const message of messages) problems.push({ path: [option], message })
  }
  for (const [name, option] of pairs) {
    if (!isAlias(name)) continue
    const value = readAlias(option, allowed)
    if (Result.isSuccess(value)) aliases.set(name, value.success)
    else note(name, value.failure)
  }
  for (const [key, option] of pairs) {
    if (isAlias(key)) continue
    if (!isOptionName(key)) {
      note(option.name, [isUnsupported(key) ? "Not supported" : "Unknown query option"])
      continue
    }
    const read = readOption(key, option, allowed, aliases, now)
    if (Result.isSuccess(read)) options = { ...options, ...read.success }
    else note(`$${key}`, read.failure)
  }
  return problems.length === 0 ? Result.succeed(options) : Result.fail(new InvalidQuery({ problems }))
}
