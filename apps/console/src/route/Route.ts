/** Which section is shown. It is in the fragment of the address, so links and the browser's buttons work. */
import { signal } from "@preact/signals"
import { percentDecoded } from "./PercentDecoded.ts"

export const sections = ["connectors", "health", "requests", "faults", "token"] as const

export type Section = (typeof sections)[number]

interface Route {
  readonly section: Section
  /** What is open in the section, such as a connector's id. */
  readonly id?: string | undefined
  /** Further state of the section, such as its filter. */
  readonly query: Readonly<Record<string, string>>
}

const isSection = (text: string): text is Section => (sections as ReadonlyArray<string>).includes(text)

const readRoute = (fragment: string): Route => {
  const [path = "", query = ""] = fragment.replace(/^#\/?/, "").split("?")
  const [section = "", id] = path.split("/")
  return {
    section: isSection(section) ? section : "connectors",
    id: id === undefined ? undefined : percentDecoded(id),
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

/** The address of a route, for links. */
export const hrefOf = ({ section, id, query = {} }: Partial<Route> & Pick<Route, "section">): string => {
  const parameters = new URLSearchParams(query).toString()
  return `#/${section}${id === undefined ? "" : `/${encodeURIComponent(id)}`}${parameters && `?${parameters}`}`
}

export const route = signal(readRoute(location.hash))

addEventListener("hashchange", () => {
  route.value = readRoute(location.hash)
})

/** Shows a route. `replace` leaves no step for the browser's Back button. */
export const go = (to: Partial<Route> & Pick<Route, "section">, replace = false): void => {
  const href = hrefOf(to)
  if (replace) history.replaceState(null, "", href)
  else history.pushState(null, "", href)
  route.value = readRoute(href)
}
