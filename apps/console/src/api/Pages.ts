/** Reads all pages of a list of connectors. */
import type { DomainJoinConnector, UnreadableConnector } from "@odj/domain"
import { collectionPath, decodeCollection, decodeEntity, largestPage } from "@odj/graph-wire"
import { Option, Predicate, Result } from "effect"
import type { Call } from "./Call.ts"
import { CallFailed } from "./CallFailed.ts"
import { inSlices } from "./InSlices.ts"
import { send } from "./Send.ts"

export interface Page {
  readonly connectors: ReadonlyArray<DomainJoinConnector>
  readonly unreadable: ReadonlyArray<UnreadableConnector>
  /** How many connectors all pages have, if the service counts them. */
  readonly count: number | undefined
}

/** The request for the first page of the connectors that match a `$filter`, or of all. */
export const pagesCall = (filter?: string): Call => ({
  method: "GET",
  path: `/beta/${collectionPath}?${filter === undefined ? "" : `$filter=${encodeURIComponent(filter)}&`}$top=${largestPage}&$count=true`,
})

/** Whatever host the link has, the page calls only its own server, so a token goes nowhere else. */
const linkedCall = (link: string): Call => ({
  method: "GET",
  path: link.slice(Math.max(0, link.indexOf("/beta/"))),
})

/** The entities are decoded in slices: a page may have a thousand. */
const decodePage = async (call: Call, body: unknown, signal: AbortSignal) => {
  const entities = Predicate.hasProperty(body, "value") && Array.isArray(body.value) ? body.value : undefined
  const rest = decodeCollection(Predicate.isObject(body) && { ...body, value: entities && [] })
  if (Option.isNone(rest) || entities === undefined)
    throw new CallFailed(call, "The response is not a list of connectors.")
  const { unreadable = [], count, nextLink } = rest.value
  const page = { connectors: [] as Array<DomainJoinConnector>, unreadable: [...unreadable], count }
  await inSlices(
    entities,
    (entity) => {
      const decoded = decodeEntity(entity)
      if (Result.isSuccess(decoded)) page.connectors.push(decoded.success)
      else page.unreadable.push(decoded.failure)
    },
    { signal },
  )
  return { page, nextLink }
}

/** The pages from a call on. Rejects with `CallFailed`, or with the reason of the signal. */
export async function* pagesFrom(first: Call, signal: AbortSignal): AsyncGenerator<Page, void> {
  for (let call: Call | undefined = first; call !== undefined; ) {
    const { body } = await send(call, signal)
    const { page, nextLink } = await decodePage(call, body, signal)
    yield page
    call = nextLink === undefined ? undefined : linkedCall(nextLink)
  }
}
