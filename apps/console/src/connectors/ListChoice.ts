/** Which connectors are listed, and in which order: as a person has chosen it, and as the address has it. */
import {
  type ConnectorProperty,
  type DateTimeOffset,
  type OrderBy,
  type Problem,
  propertyNames,
} from "@odj/domain"
import { parseQuery } from "@odj/graph-wire"
import { Result } from "effect"
import type { ListOptions } from "../api/ListCalls.ts"

export interface ListChoice {
  /** A part of the name, in any case. */
  readonly search: string
  /** The text of a `$filter`. */
  readonly filter: string
  /** The server's own order if it is `undefined`. */
  readonly order: OrderBy | undefined
}

/** Enough rows for a tall screen, in a response that a slow network carries quickly. */
const pageSize = 200

/** The list's part of an address. */
type Query = Readonly<Record<string, string>>

const isProperty = (name: string): name is ConnectorProperty =>
  (propertyNames as ReadonlyArray<string>).includes(name)

const orderOf = (text: string): OrderBy | undefined => {
  const [property = "", direction] = text.split(" ")
  return isProperty(property) ? { property, descending: direction === "desc" } : undefined
}

const textOf = ({ property, descending }: OrderBy) => (descending ? `${property} desc` : property)

export const choiceOf = ({ search = "", filter = "", order = "" }: Query): ListChoice => ({
  search,
  filter,
  order: orderOf(order),
})

/** The parts of the query that are not empty. */
export const queryOf = ({ search, filter, order }: ListChoice): Query => ({
  ...(search !== "" && { search }),
  ...(filter !== "" && { filter }),
  ...(order !== undefined && { order: textOf(order) }),
})

/** Whether connectors may be left out. */
export const isNarrowed = ({ search, filter }: ListChoice): boolean => search !== "" || filter.trim() !== ""

/** No name has a NUL, and the server refuses a text with one, so a search for it is one for the replacement character. */
const searchable = (text: string) => text.toWellFormed().replaceAll("\0", "\uFFFD")

/**
 * Upper case, because it does not depend on the letters around: in lower case, a sigma at the end of a word is another one
 * than inside.
 */
const searchFilter = (text: string) =>
  `contains(toupper(displayName),'${searchable(text).toUpperCase().replaceAll("'", "''")}')`

/** The `$filter` of a choice; `undefined` for all connectors. */
export const filterOf = ({ search, filter }: ListChoice): string | undefined => {
  const own = filter.trim().toWellFormed()
  if (search === "") return own === "" ? undefined : own
  return own === "" ? searchFilter(search) : `(${own}) and ${searchFilter(search)}`
}

/** What to request of the server. */
export const optionsOf = (choice: ListChoice): ListOptions => ({
  filter: filterOf(choice),
  orderby: choice.order && textOf(choice.order),
  top: pageSize,
})

/** What is wrong with the text of a `$filter`, as far as that is known without the server. */
export const filterProblems = (filter: string, now: DateTimeOffset | undefined): ReadonlyArray<string> => {
  const text = filter.trim().toWellFormed()
  if (text === "") return []
  const options = parseQuery(`$filter=${encodeURIComponent(text)}`, new Set(["filter"]), () => now)
  return Result.isSuccess(options) ? [] : options.failure.problems.map(({ message }: Problem) => message)
}
