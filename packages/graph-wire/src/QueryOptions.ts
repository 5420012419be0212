/**
 * The query options of a list, as Graph reads them from a URL.
 *
 * Nothing is ignored silently: an option that is not known, not supported or not the resource's is a problem.
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

/** What a client asks of a list. */
export interface ListOptions {
  /** The properties to show, in this order and each once; all where it is absent. */
  readonly select?: ReadonlyArray<ConnectorProperty> | undefined
  readonly filter?: ConnectorFilter | undefined
  readonly order?: ConnectorOrder | undefined
  readonly top?: number | undefined
  readonly skip?: number | undefined
  readonly skipToken?: string | undefined
  readonly count?: boolean | undefined
  /** The text of `$format`, which is for the server to understand. */
  readonly format?: string | undefined
}

/** The query options that are understood, as OData names them, without their `$`. */
export type OptionName = "select" | "filter" | "orderby" | "top" | "skip" | "skiptoken" | "count" | "format"

/**
 * The query is not one that can be answered: every problem, of which there is at least one. The path of a problem is the
 * option, with its `$` if it is one of OData's.
 */
export class InvalidQuery extends Data.TaggedError("InvalidQuery")<{
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message() {
    return problemsText(this.problems)
  }
}

type Read<A> = Result.Result<A, ReadonlyArray<string>>

/** Reads the items of a list, all of which have to be right. */
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

/** Reads a property, or all of them, for which `undefined` stands. */
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
      : Result.fail(`Expected asc or desc behind ${property}, found '${direction}'`),
  )
}

const readOrder = (text: string): Read<ListOptions> =>
  Result.flatMap(readList(text, readOrderBy), (order) => {
    const properties = order.map(({ property }) => property)
    const repeated = new Set(properties.filter((property, index) => properties.indexOf(property) < index))
    return repeated.size === 0
      ? Result.succeed({ order })
      : Result.fail(Array.from(repeated, (property) => `Expected ${property} once, found it again`))
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

/** How the text of each option is read. */
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

/** OData's other query options. */
const isUnsupported = (name: string) =>
  /^(?:apply|compute|deltatoken|expand|id|index|levels|schemaversion|search)$/.test(name)

/** Takes the percent-encoding off a text; a plus stands for a space, as ASP.NET has it. */
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

/** An option as it is given: under which name, and with which values, still encoded. */
interface Given {
  readonly name: string
  readonly values: Array<string>
}

/** What is given, by the names that OData compares: in lower case and without a `$`. */
const readPairs = (query: string): ReadonlyMap<string, Given> => {
  const pairs = new Map<string, Given>()
  for (const pair of query.split("&")) {
    if (pair === "") continue
    const [encodedName = ""] = pair.split("=", 1)
    const value = pair.slice(encodedName.length + 1)
    const name = Result.getOrElse(decode(encodedName), () => encodedName)
    const key = name.toLowerCase().replace(/^\$/, "")
    const given = pairs.get(key)
    if (given === undefined) pairs.set(key, { name, values: [value] })
    else given.values.push(value)
  }
  return pairs
}

const readOption = (
  name: OptionName,
  [value = "", ...others]: ReadonlyArray<string>,
  allowed: ReadonlySet<OptionName>,
): Read<ListOptions> => {
  if (!allowed.has(name)) return Result.fail(["Expected no such query option: the resource does not have it"])
  if (others.length > 0) return Result.fail(["Expected the query option once, found it again"])
  return Result.flatMap(decode(value), readers[name])
}

const nothingAsked: Result.Result<ListOptions, InvalidQuery> = Result.succeed({})

/**
 * Reads the query of a URL: `query` is what follows the `?`, still percent-encoded, and `allowed` names the options that
 * the resource has.
 *
 * Names may lack their `$`, and be in upper or lower case; each option may be given once. Total: whatever is wrong comes
 * back as {@link InvalidQuery}, all of it.
 *
 * Sources: OData 4.01, URL Conventions, "System Query Options"; the Graph documentation's "Use query parameters".
 */
export const parseQuery = (
  query: string,
  allowed: ReadonlySet<OptionName>,
): Result.Result<ListOptions, InvalidQuery> => {
  if (query === "") return nothingAsked
  let options: ListOptions = {}
  const problems: Array<Problem> = []
  for (const [key, { name, values }] of readPairs(query)) {
    if (!isOptionName(key)) {
      const reason = isUnsupported(key) ? "it is not supported" : "it is not known"
      problems.push({ path: [name], message: `Expected no such query option: ${reason}` })
      continue
    }
    const read = readOption(key, values, allowed)
    if (Result.isSuccess(read)) options = { ...options, ...read.success }
    else for (const message of read.failure) problems.push({ path: [`$${key}`], message })
  }
  return problems.length === 0 ? Result.succeed(options) : Result.fail(new InvalidQuery({ problems }))
}
