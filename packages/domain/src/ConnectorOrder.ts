/**
 * An order of connectors, as data: a store can translate it, and `positionComparator` applies it.
 *
 * Only the first 256 code points of a text count, so that the size of a position is bounded and any store can index it.
 */
import { compareText } from "./CodePointOrder.ts"
import type { ConnectorProperty } from "./ConnectorProperties.ts"
import { comparableOf } from "./ConnectorValues.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"

/** One property of an order, and its direction. Null comes first in an ascending order, and last in a descending one. */
export interface OrderBy {
  readonly property: ConnectorProperty
  readonly descending: boolean
}

/**
 * Makes the parts of an order.
 *
 * @example
 * ```ts
 * import { exampleConnector, OrderBy, positionComparator, positionIn, withId } from "@odj/domain"
 *
 * const order = [OrderBy.ascending("state"), OrderBy.descending("displayName")]
 * const compare = positionComparator(order)
 * const first = withId("1", { ...exampleConnector, state: "active", displayName: "A" })
 * const second = withId("2", { ...exampleConnector, state: "active", displayName: "B" })
 * console.log(positionIn(order, first)) // => [ 'active', 'A' ]
 * console.log(compare(positionIn(order, first), positionIn(order, second)) > 0) // => true
 * ```
 */
export const OrderBy = {
  ascending: (property: ConnectorProperty): OrderBy => ({ property, descending: false }),
  descending: (property: ConnectorProperty): OrderBy => ({ property, descending: true }),
}

/** The parts of an order. A part decides only if two connectors are equal by all parts before it. */
export type ConnectorOrder = ReadonlyArray<OrderBy>

/** The order with only the first part for each property: a repeated property never decides. */
export const withoutRepeats = (order: ConnectorOrder): ConnectorOrder => {
  const properties = order.map(({ property }) => property)
  return order.filter(({ property }, index) => properties.indexOf(property) === index)
}

/** How many code points of a text count in an order. */
const orderedLength = 256

/** The part of a text that counts in an order. */
const beginning = (text: string): string => {
  if (text.length <= orderedLength) return text
  let end = 0
  for (let count = 0; count < orderedLength && end < text.length; count++) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  }
  return text.slice(0, end)
}

/** A connector's position in an order: for each part of the order, the text that is compared, or null. */
export type OrderPosition = ReadonlyArray<string | null>

/** The position of a connector in the order. */
export const positionIn = (order: ConnectorOrder, connector: DomainJoinConnector): OrderPosition =>
  order.map(({ property }) => {
    const value = comparableOf(property)(connector)
    return value === null ? null : beginning(value)
  })

const compareValues = (left: string | null, right: string | null): number =>
  left === right ? 0 : left === null ? -1 : right === null ? 1 : compareText(left, right)

/** Compares two positions in the order: less than zero if the first comes before the second, zero if they are equal. */
export const positionComparator =
  (order: ConnectorOrder) =>
  (left: OrderPosition, right: OrderPosition): number => {
    for (const [index, { descending }] of order.entries()) {
      const difference = compareValues(left[index] ?? null, right[index] ?? null)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }
