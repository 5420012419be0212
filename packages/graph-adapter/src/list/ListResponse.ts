/** Reads the response to a list. */
import { ConnectorStoreUnavailable, type ListFailure, PageTokenInvalid } from "@odj/core"
import { type Collection, collectionPath, decodeCollection } from "@odj/graph-wire"
import { Option, Result, Struct } from "effect"
import { failureOf } from "../exchange/ResponseFailure.ts"
import type { ServiceResponse } from "../exchange/ServiceResponse.ts"
import { isFollowed, leadsTo, type PageCursor, pageUrl } from "./ListCursor.ts"
import { follow } from "./ListProgress.ts"

/** A page as the service returned it. */
export interface ServicePage extends Omit<Collection, "nextLink"> {
  readonly next?: PageCursor
}

/**
 * The URL of a link. A relative one is relative to the service's root, as OData has it, or to the request: the one that leads
 * to the collection counts.
 */
const resolve = (collection: URL, current: URL, link: string): URL | null => {
  const root = new URL(collection)
  root.pathname = root.pathname.slice(0, -collectionPath.length)
  const url = URL.parse(link, root.href)
  return url !== null && leadsTo(collection, url) ? url : URL.parse(link, current.href)
}

/** The cursor of the next page, if there is a link, or why the link can't be followed. */
const nextCursor = (
  collection: URL,
  cursor: PageCursor,
  { connectors, unreadable = [], nextLink }: Collection,
): Result.Result<{ readonly next?: PageCursor }, string> => {
  if (nextLink === undefined) return Result.succeed({})
  const current = pageUrl(collection, cursor)
  const url = resolve(collection, current, nextLink)
  if (url === null) return Result.fail("The service's link to the next page is not a URL")
  if (!leadsTo(collection, url)) {
    const address = `${url.protocol}//${url.host}${url.pathname}`
    return Result.fail(`The service's link to the next page leads outside the collection: ${address}`)
  }
  if (url.search === current.search)
    return Result.fail("The service's link to the next page is to the same page")
  return Result.map(follow(cursor.progress, connectors.length + unreadable.length), (progress) => ({
    next: { search: url.search, progress },
  }))
}

/** The failure of a list that contradicts itself, or leads elsewhere. */
export const unfollowable = (response: ServiceResponse, message: string): ConnectorStoreUnavailable =>
  new ConnectorStoreUnavailable({
    report: { ...response.report(message), host: response.host },
    reason: "ResponseUnusable",
  })

/**
 * Reads a response as a page, or a failure.
 *
 * | response | reads as |
 * |---|---|
 * | 200 with a collection | the page |
 * | 200 with a link to the same page, or outside the collection | `ConnectorStoreUnavailable` |
 * | 200 with a link past the limits of `ListProgress` | `ConnectorStoreUnavailable` |
 * | 400 or 410 to a link of the service: it has expired | `PageTokenInvalid` |
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
  return nextCursor(collection, cursor, page.value).pipe(
    Result.mapError((message) => unfollowable(response, message)),
    Result.map((next) => ({ ...Struct.omit(page.value, ["nextLink"]), ...next })),
  )
}
