/**
 * A place in a list, and the page token that stands for it, for stores that number connectors as they create them: the
 * sequence number of the last connector that was shown, and its position where there is an order.
 *
 * It says where the connector stood, not which it was, so that the list goes on there though it was changed or deleted.
 */
import type { OrderPosition } from "@odj/domain"
import { Option, Schema } from "effect"

/** Where a connector stands in a list: by its position in the order, and among equals by its creation. */
export interface ListPosition {
  readonly position: OrderPosition
  readonly sequence: number
}

// By hand, since most tokens have nothing else, and a schema would take longer than the page. Base64 writes digits and
// brackets without + and /; the brackets show that nothing is cut off.
const encodeNumber = (number: number) => btoa(`[${number}]`).replaceAll("=", "")
const decodeNumber = Option.liftThrowable((text: string) => Number(atob(text).slice(1, -1)))

const Position = Schema.StringFromBase64Url.pipe(
  Schema.decodeTo(Schema.fromJsonString(Schema.Array(Schema.NullOr(Schema.String)))),
)
const encodePosition = Schema.encodeSync(Position)
const decodePosition = Schema.decodeOption(Position)

/** The token of a place: base64url, in two parts with a dot between them where there is a position. */
export const encodePageToken = ({ sequence, position }: ListPosition): string =>
  position.length === 0 ? encodeNumber(sequence) : `${encodeNumber(sequence)}.${encodePosition(position)}`

/** The place that a token stands for, if that text, and no other, is the token of a place. */
export const decodePageToken = (token: string): Option.Option<ListPosition> => {
  const [number = "", position] = token.split(".")
  return Option.all({
    sequence: decodeNumber(number),
    position: position === undefined ? Option.some([]) : decodePosition(position),
  }).pipe(
    Option.filter(({ sequence }) => Number.isSafeInteger(sequence) && sequence >= 0),
    Option.filter((place) => encodePageToken(place) === token),
  )
}
