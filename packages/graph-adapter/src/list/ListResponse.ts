/** What a service's response to a list means, whatever it was asked for. */
import { ConnectorStoreRefused, type ListFailure, PageTokenInvalid } from "@odj/core"
import { type Collection, decodeCollection } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { failureOf } from "../exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../exchange/ServiceResponse.ts"
import { isFollowed, leadsTo, type PageCursor } from "./ListCursor.ts"
import { follow } from "./ListProgress.ts"

/** A page as the service has it. */
export interface ServicePage extends Omit<Collection, "nextLink"> {
  readonly next?: PageCursor
}

/** The next page, if one is named, or why it is none that can be followed. */
const nextCursor = (
  collection: URL,
  { url: current, progress }: PageCursor,
  { connectors, nextLink }: Collection,
): Result.Result<{ readonly next?: PageCursor }, string> => {
  if (nextLink === undefined) return Result.succeed({})
  const url = URL.parse(nextLink)
  if (url === null) return Result.fail("The service named a next page by what is no address")
  if (!leadsTo(collection, url)) {
    return Result.fail(`The service named a next page elsewhere: ${url.protocol}//${url.host}${url.pathname}`)
  }
  if (url.search === current.search) return Result.fail("The service named the same page as the next one")
  return Result.map(follow(progress, connectors.length), (progress) => ({ next: { url, progress } }))
}

/**
 * Reads a response as a page, or a failure.
 *
 * | response | reads as |
 * |---|---|
 * | 200 with a collection | the page |
 * | … whose next page is the same one, or is not in the collection | `ConnectorStoreRefused` |
 * | … whose next page is one of too many | `ConnectorStoreRefused` |
 * | 400, 410 to a page that was followed, which says that its address is good no more | `PageTokenInvalid` |
 * | anything else | as {@link failureOf} reads it |
 */
export const interpret = (
  collection: URL,
  cursor: PageCursor,
  response: ServiceResponse,
): Result.Result<ServicePage, ListFailure> => {
  const { status } = response
  if (isFollowed(cursor) && (status === 400 || status === 410)) return Result.fail(new PageTokenInvalid())
  const page = status === 200 ? Option.flatMap(response.json, decodeCollection) : Option.none()
  if (Option.isNone(page)) return Result.fail(failureOf("read", response))
  const { connectors, count } = page.value
  return nextCursor(collection, cursor, page.value).pipe(
    Result.mapError((message) => new ConnectorStoreRefused({ report: response.report(message) })),
    Result.map((next) => ({ connectors, ...(count !== undefined && { count }), ...next })),
  )
}
