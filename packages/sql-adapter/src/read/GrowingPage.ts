/** A page of a list while its rows are read. */
import { type ConnectorPage, type ConnectorQuery, encodePageToken, type ListPosition } from "@odj/core"
import { type DomainJoinConnector, textLength, type UnreadableConnector } from "@odj/domain"
import { Result } from "effect"

/** A connector, or one that can't be read. */
export type Entry = Result.Result<DomainJoinConnector, UnreadableConnector>

const lengthOf = (entry: Entry): number =>
  Result.isSuccess(entry) ? textLength(entry.success) : JSON.stringify(entry.failure.properties).length

export type Bounds = Pick<ConnectorQuery, "limit" | "maxLength" | "skip">

/** A page that grows entry by entry. */
export const growingPage = ({ limit, maxLength = Number.POSITIVE_INFINITY }: Bounds) => {
  const connectors: Array<DomainJoinConnector> = []
  const unreadable: Array<UnreadableConnector> = []
  let size = 0
  let length = 0
  return {
    /** How many more entries it has room for. */
    room: () => (length >= maxLength && size > 0 ? 0 : limit - size),
    add: (entry: Entry): void => {
      if (Result.isSuccess(entry)) connectors.push(entry.success)
      else unreadable.push(entry.failure)
      size++
      if (maxLength !== Number.POSITIVE_INFINITY) length += lengthOf(entry)
    },
    isEmpty: () => size === 0,
    /** How long the texts of an entry are on average, if that is measured and there are entries. */
    usualLength: () => (length > 0 ? length / size : undefined),
    /** The page. The next one begins after that position, if there is one. */
    endingAt: (last: ListPosition | undefined): ConnectorPage => ({
      connectors,
      ...(unreadable.length > 0 && { unreadable }),
      ...(last !== undefined && { next: encodePageToken(last) }),
    }),
  }
}
