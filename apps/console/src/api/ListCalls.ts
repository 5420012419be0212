/** The requests for a list of connectors. */
import { collectionPath, largestPage } from "@odj/graph-wire"
import type { Call } from "./Call.ts"

export interface ListOptions {
  /** The text of a `$filter`. */
  readonly filter?: string | undefined
  /** The text of an `$orderby`. */
  readonly orderby?: string | undefined
  readonly top: number
}

/** The request for the first page of a list. */
export const listCall = ({ filter, orderby, top }: ListOptions): Call => {
  const options = [
    ...(filter === undefined ? [] : [`$filter=${encodeURIComponent(filter)}`]),
    ...(orderby === undefined ? [] : [`$orderby=${encodeURIComponent(orderby)}`]),
    `$top=${top}`,
    "$count=true",
  ]
  return { method: "GET", path: `/beta/${collectionPath}?${options.join("&")}` }
}

/** The request for the first page of the connectors that match a `$filter`, or of all, in as few pages as possible. */
export const allCall = (filter?: string): Call => listCall({ filter, top: largestPage })

/** The next page of the list. Only the query of the link is used, so the token goes to no other server and no other path. */
export const nextCall = (nextLink: string): Call => ({
  method: "GET",
  path: nextLink.replace(/^[^?]*/, `/beta/${collectionPath}`),
})
