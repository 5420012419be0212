/**
 * Lists that are filtered, ordered, skipped and counted here, over a service of which no more is asked than to list.
 *
 * Nothing is kept between two pages. Without an order the service's pages are read one after the other, as far as it
 * takes to fill a page of ours and to know whether another one follows; an order takes the whole list, each time.
 */
import {
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStoreRefused,
  type ListFailure,
  PageTokenInvalid,
} from "@odj/core"
import { comparing, type DomainJoinConnector, matching, positionIn } from "@odj/domain"
import { Effect } from "effect"
import type { ServicePage } from "./ListAnswer.ts"
import { indexBehind, placeBehind } from "./Neighbours.ts"
import { type OrderPlace, orderOf, type PagePlace, tokenFor } from "./PagePlace.ts"

/** Reads a page of the service. */
export type ReadPage = (place: PagePlace) => Effect.Effect<ServicePage, ListFailure>

const matcher = ({ filter }: ConnectorQuery) => (filter === undefined ? () => true : matching(filter))

const idsOf = (connectors: ReadonlyArray<DomainJoinConnector>) => connectors.map(({ id }) => id)

/** A page of ours while it is being filled. */
class Filling {
  readonly connectors: Array<DomainJoinConnector> = []
  /** How many match, of what was seen. */
  matched = 0
  /** Where those go on that do not fit. */
  rest: PagePlace | undefined
  readonly #matches: (connector: DomainJoinConnector) => boolean
  readonly #skip: number
  readonly #limit: number

  constructor(query: ConnectorQuery) {
    this.#matches = matcher(query)
    this.#skip = query.after === undefined ? (query.skip ?? 0) : 0
    this.#limit = query.limit
  }

  get isFull(): boolean {
    return this.connectors.length >= this.#limit
  }

  /** Takes what fits of a page of the service, from that index on. */
  take(page: ReadonlyArray<DomainJoinConnector>, start: number, { url, trail }: PagePlace): void {
    let lastTaken = start - 1
    for (const [index, connector] of page.entries()) {
      if (index < start || !this.#matches(connector)) continue
      this.matched++
      if (this.matched <= this.#skip) continue
      if (!this.isFull) {
        this.connectors.push(connector)
        lastTaken = index
      } else if (lastTaken === -1) {
        this.rest ??= { url, trail }
      } else {
        this.rest ??= { url, trail, given: placeBehind(idsOf(page), lastTaken) }
      }
    }
  }
}

/** One page of the connectors that match, from a place in the service's list on; counted if that is its beginning. */
export const filtered = Effect.fnUntraced(function* (read: ReadPage, query: ConnectorQuery, from: PagePlace) {
  const isCounting = query.count === true && query.after === undefined
  const filling = new Filling(query)
  let place: PagePlace | undefined = from
  while (place !== undefined) {
    const { connectors, next }: ServicePage = yield* read(place)
    const start: number | undefined =
      place.given === undefined ? 0 : indexBehind(idsOf(connectors), place.given)
    if (start === undefined) return yield* new PageTokenInvalid()
    filling.take(connectors, start, place)
    // Without a filter, a next page has something to give.
    if (query.filter === undefined && filling.isFull) filling.rest ??= next
    place = filling.rest === undefined || isCounting ? next : undefined
  }
  const { connectors, rest, matched } = filling
  const page: ConnectorPage = {
    connectors,
    ...(query.limit > 0 && rest !== undefined && { next: tokenFor(query, { _tag: "Filtered", ...rest }) }),
    ...(isCounting && { count: matched }),
  }
  return page
})

/** How much text of connectors is held at once, in UTF-16 code units. */
const mostText = 2 ** 26

const textOf = ({ id, displayName, version }: DomainJoinConnector) =>
  id.length + (displayName?.length ?? 0) + version.length

/** All that match, and the ids of all that there are. */
const readAll = Effect.fnUntraced(function* (read: ReadPage, query: ConnectorQuery, from: PagePlace) {
  const matches = matcher(query)
  const ids: Array<string> = []
  const found: Array<{ readonly connector: DomainJoinConnector; readonly index: number }> = []
  let text = 0
  for (let place: PagePlace | undefined = from; place !== undefined; ) {
    const page: ServicePage = yield* read(place)
    for (const connector of page.connectors) {
      const isMatch = matches(connector)
      text += isMatch ? textOf(connector) : connector.id.length
      if (isMatch) found.push({ connector, index: ids.length })
      ids.push(connector.id)
    }
    if (text > mostText) {
      return yield* new ConnectorStoreRefused({
        message: "The list is too long to be put into an order here",
      })
    }
    place = page.next
  }
  return { ids, found }
})

/** One page of the connectors that match, in the query's order; what is equal in it comes as the service has it. */
export const ordered = Effect.fnUntraced(function* (
  read: ReadPage,
  query: ConnectorQuery,
  from: PagePlace,
  behind: OrderPlace | undefined,
) {
  const order = orderOf(query)
  const compare = comparing(order)
  const { ids, found } = yield* readAll(read, query, from)
  const entries = found
    .map(({ connector, index }) => ({ connector, index, position: positionIn(order, connector) }))
    .sort((left, right) => compare(left.position, right.position))
  let rest = entries.slice(query.skip ?? 0)
  if (behind !== undefined) {
    const isEqual = ({ position }: (typeof entries)[number]) => compare(position, behind.position) === 0
    const start = indexBehind(ids, behind.given)
    if (start === undefined && entries.some(isEqual)) return yield* new PageTokenInvalid()
    rest = entries.filter(
      (entry) =>
        compare(entry.position, behind.position) > 0 || (isEqual(entry) && entry.index >= (start ?? 0)),
    )
  }
  const shown = rest.slice(0, query.limit)
  const last = shown.at(-1)
  const page: ConnectorPage = {
    connectors: shown.map(({ connector }) => connector),
    ...(last !== undefined &&
      shown.length < rest.length && {
        next: tokenFor(query, {
          _tag: "Ordered",
          position: last.position,
          given: placeBehind(ids, last.index),
        }),
      }),
    ...(query.count && { count: entries.length }),
  }
  return page
})
