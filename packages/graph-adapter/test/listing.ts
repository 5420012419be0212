/** A service in memory that lists connectors page by page. */
import type { DomainJoinConnector } from "@odj/domain"
import { encodeCollection } from "@odj/graph-wire"
import { Effect } from "effect"
import type { Responder } from "./respondingClient.ts"

/** What a service does as it likes. */
export interface Habits {
  /** No page has more, whatever is asked for. */
  readonly mostPerPage: number
  /** Whether it looks at `$top` at all. */
  readonly ignoresTop: boolean
  /** Whether a page that was followed says how many there are. */
  readonly countsOnce: boolean
}

/** Lists the connectors, which stand in the order of their ids, and goes on after the id that its own link names. */
export const listing =
  (
    connectors: ReadonlyArray<DomainJoinConnector>,
    { mostPerPage, ignoresTop, countsOnce }: Habits,
  ): Responder =>
  ({ url: asked }) =>
    Effect.sync(() => {
      const url = new URL(asked)
      const after = url.searchParams.get("$skiptoken") ?? ""
      const rest = connectors.filter(({ id }) => id > after).slice(Number(url.searchParams.get("$skip")))
      const top = ignoresTop ? null : url.searchParams.get("$top")
      const size = Math.min(mostPerPage, Number(top ?? mostPerPage))
      const page = rest.slice(0, size)
      const counts = url.searchParams.get("$count") === "true"
      const last = page.at(-1)
      url.searchParams.delete("$skip")
      if (countsOnce) url.searchParams.delete("$count")
      if (last !== undefined) url.searchParams.set("$skiptoken", last.id)
      const answered = {
        connectors: page,
        ...(counts && { count: connectors.length }),
        ...(page.length < rest.length && { nextLink: url.href }),
      }
      return new Response(
        encodeCollection(answered, { serviceRoot: "https://graph.example/beta", metadata: "minimal" }),
      )
    })
