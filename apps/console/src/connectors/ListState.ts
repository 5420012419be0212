/** The list of connectors as far as it is loaded, and what happens to it. */
import type { DomainJoinConnector, UnreadableConnector } from "@odj/domain"
import type { Collection } from "@odj/graph-wire"
import type { CallFailed } from "../api/CallFailed.ts"
import { counted, numberText } from "../ui/Counted.ts"

/** A row. Its key is the connector's id. An unreadable connector can have none: its key is then made from its place. */
export type Entry =
  | { readonly key: string; readonly connector: DomainJoinConnector }
  | { readonly key: string; readonly unreadable: UnreadableConnector }

export interface ListState {
  readonly entries: ReadonlyArray<Entry>
  /** How many connectors there are on all pages, if the service says so. */
  readonly total: number | undefined
  /** The link to the next page. */
  readonly nextLink: string | undefined
  /** How many pages are loaded. */
  readonly pages: number
  /** `first` while the first page is loaded, `more` while a further one is. */
  readonly loading: "first" | "more" | undefined
  readonly failure: CallFailed | undefined
  /** Whether connectors have changed since they were loaded. */
  readonly isStale: boolean
}

/** Nothing is loaded yet. */
export const emptyList: ListState = {
  entries: [],
  total: undefined,
  nextLink: undefined,
  pages: 0,
  loading: "first",
  failure: undefined,
  isStale: false,
}

export type ListEvent =
  | { readonly _tag: "Loading"; readonly page: "first" | "more" }
  | { readonly _tag: "FirstPage" | "NextPage"; readonly page: Collection }
  | { readonly _tag: "Failed"; readonly failure: CallFailed }
  /** Connectors have changed elsewhere. */
  | { readonly _tag: "ChangedElsewhere" }
  | { readonly _tag: "Created" | "Updated"; readonly connector: DomainJoinConnector }
  | { readonly _tag: "Deleted"; readonly id: string }

const entriesOf = ({ connectors, unreadable = [] }: Collection, page: number): ReadonlyArray<Entry> => [
  ...unreadable.map((one, index) => ({ key: one.id ?? `unreadable ${page}.${index}`, unreadable: one })),
  ...connectors.map((connector) => ({ key: connector.id, connector })),
]

/** Adds rows. One that moves to a later page while the list is read would come twice: it stays where it was, with its new values. */
const appended = (entries: ReadonlyArray<Entry>, added: ReadonlyArray<Entry>): ReadonlyArray<Entry> => {
  const news = new Map(added.map((entry) => [entry.key, entry]))
  const old = entries.map((entry) => {
    const again = news.get(entry.key)
    news.delete(entry.key)
    return again ?? entry
  })
  return old.concat(Array.from(news.values()))
}

const without = (entries: ReadonlyArray<Entry>, key: string) => entries.filter((entry) => entry.key !== key)

/** The list after an event. */
export const nextList = (list: ListState, event: ListEvent): ListState => {
  switch (event._tag) {
    case "Loading":
      return { ...list, loading: event.page, failure: undefined }
    case "FirstPage": {
      const { count, nextLink } = event.page
      return {
        ...emptyList,
        entries: appended([], entriesOf(event.page, 0)),
        total: count,
        nextLink,
        pages: 1,
        loading: undefined,
      }
    }
    case "NextPage":
      return {
        ...list,
        entries: appended(list.entries, entriesOf(event.page, list.pages)),
        total: event.page.count ?? list.total,
        nextLink: event.page.nextLink,
        pages: list.pages + 1,
        loading: undefined,
      }
    case "Failed":
      // The rows of another list are no substitute for those that could not be loaded.
      return { ...(list.loading === "first" ? emptyList : list), loading: undefined, failure: event.failure }
    case "ChangedElsewhere":
      return { ...list, isStale: true }
    case "Created": {
      const { connector } = event
      return {
        ...list,
        entries: [{ key: connector.id, connector }, ...without(list.entries, connector.id)],
        total: list.total === undefined ? undefined : list.total + 1,
      }
    }
    case "Updated": {
      const { connector } = event
      return {
        ...list,
        entries: list.entries.map((entry) =>
          entry.key === connector.id ? { key: connector.id, connector } : entry,
        ),
      }
    }
    case "Deleted": {
      const entries = without(list.entries, event.id)
      const removed = list.entries.length - entries.length
      return { ...list, entries, total: list.total === undefined ? undefined : list.total - removed }
    }
  }
}

/** Such as `120 of 100,000 loaded`, or `3 connectors`. */
export const loadedText = ({ entries, total, nextLink }: ListState): string => {
  if (nextLink === undefined) return counted(entries.length, "connector")
  const loaded = numberText(entries.length)
  return total === undefined ? `${loaded} loaded` : `${loaded} of ${numberText(total)} loaded`
}
