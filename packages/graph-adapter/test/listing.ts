/** A service in memory that lists connectors in pages. */
import type { DomainJoinConnector } from "@odj/domain"
import { encodeCollection } from "@odj/graph-wire"
import { Effect } from "effect"
import type { Responder } from "./respondingClient.ts"

/** How a service differs from others. */
export interface Habits {
  /** The limit of a page, whatever `$top` is. */
  readonly maxPerPage: number
  /** Whether it ignores `$top`. */
  readonly ignoresTop: boolean
  /** Whether only the first page has a count. */
  readonly countsOnce: boolean
}

/** Lists the connectors, which are in the order of their ids. Its link contains the last id of a page. */
export const listing =
  (
    connectors: ReadonlyArray<DomainJoinConnector>,
    { maxPerPage, ignoresTop, countsOnce }: Habits,
  ): Responder =>
  ({ url: requested }) =>
    Effect.sync(() => {
      const url = new URL(requested)
      const after = url.searchParams.get("$skiptoken") ?? ""
      const rest = connectors.filter(({ id }) => id > after).slice(Number(url.searchParams.get("$skip")))
      const top = ignoresTop ? null : url.searchParams.get("$top")
      const size = Math.min(maxPerPage, Number(top ?? maxPerPage))
      const page = rest.slice(0, size)
      const counts = url.searchParams.get("$count") === "true"
      const last = page.at(-1)
      url.searchParams.delete("$skip")
      if (countsOnce) url.searchParams.delete("$count")
      if (last !== undefined) url.searchParams.set("$skiptoken", last.id)
      const found = {
        connectors: page,
        ...(counts && { count: connectors.length }),
        ...(page.length < rest.length && { nextLink: url.href }),
      }
      return new Response(
        encodeCollection(found, { serviceRoot: "https://graph.example/beta", metadata: "minimal" }),
      )
    })
