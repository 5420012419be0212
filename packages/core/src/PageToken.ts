/**
 * Page tokens for stores that number their connectors. A token encodes the sequence number of the last connector on a
 * page. For a query with an order, it also encodes the values by which that connector was ordered.
 *
 * A token is a position, not a connector, so that the list continues there even if the connector is updated or deleted.
 */
import type { OrderPosition } from "@odj/domain"
import { Option, Schema } from "effect"

/** The position of a connector in a list: first by the query's order, then by the sequence of the creates. */
export interface ListPosition {
  readonly position: OrderPosition
  readonly sequence: number
}

// This does not use a schema, because decoding with one takes longer than the rest of a page. Most tokens are only a number.
// The base64 of digits and brackets has no + and /, and the closing bracket reveals a token that was cut off.
const encodeNumber = (number: number) => btoa(`[${number}]`).replaceAll("=", "")
const decodeNumber = Option.liftThrowable((text: string) => Number(atob(text).slice(1, -1)))

const Position = Schema.StringFromBase64Url.pipe(
  Schema.decodeTo(Schema.fromJsonString(Schema.Array(Schema.NullOr(Schema.String)))),
)
const encodePosition = Schema.encodeSync(Position)
const decodePosition = Schema.decodeOption(Position)

/** Encodes a position as a token in base64url. If there is an order, the token has two parts with a dot between them. */
export const encodePageToken = ({ sequence, position }: ListPosition): string =>
  position.length === 0 ? encodeNumber(sequence) : `${encodeNumber(sequence)}.${encodePosition(position)}`

/** Decodes a token, or returns `None` if the text is not exactly what {@link encodePageToken} returns for a position. */
export const decodePageToken = (token: string): Option.Option<ListPosition> => {
  const [number = "", position] = token.split(".")
  return Option.all({
    sequence: decodeNumber(number),
    position: position === undefined ? Option.some([]) : decodePosition(position),
  }).pipe(
    Option.filter(({ sequence }) => Number.isSafeInteger(sequence) && sequence >= 0),
    Option.filter((position) => encodePageToken(position) === token),
  )
}
