/**
 * An order of connectors, as data: a store may translate it, and `positionComparator` carries it out.
 *
 * Long texts are ordered by their beginnings, so that a position in the order has a size that is known, and any store
 * can keep an index of it.
 */
import { compareText } from "./CodePointOrder.ts"
import type { ConnectorProperty } from "./ConnectorProperties.ts"
import { comparableOf } from "./ConnectorValues.ts"
import type { DomainJoinConnector } from "./DomainJoinConnector.ts"

/** Which property decides, and in which direction; null comes before every text, and after it where descending. */
export interface OrderBy {
  readonly property: ConnectorProperty
  readonly descending: boolean
}

/** Makes the parts of an order: `[OrderBy.descending("state"), OrderBy.ascending("displayName")]`. */
export const OrderBy = {
  ascending: (property: ConnectorProperty): OrderBy => ({ property, descending: false }),
  descending: (property: ConnectorProperty): OrderBy => ({ property, descending: true }),
}

/** What decides first, what decides where that is equal, and so on. */
export type ConnectorOrder = ReadonlyArray<OrderBy>

/** The order without what decides nothing, since the same property has decided before. */
export const withoutRepeats = (order: ConnectorOrder): ConnectorOrder => {
  const properties = order.map(({ property }) => property)
  return order.filter(({ property }, index) => properties.indexOf(property) === index)
}

/** How many code points of a text its place in an order depends on. */
const orderedLength = 256

/** The first code points of a text. */
const beginning = (text: string): string => {
  if (text.length <= orderedLength) return text
  let end = 0
  for (let count = 0; count < orderedLength && end < text.length; count++) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  }
  return text.slice(0, end)
}

/** Where a connector stands in an order: for each property that decides, the text that is compared, or null. */
export type OrderPosition = ReadonlyArray<string | null>

/** The position of a connector. */
export const positionIn = (order: ConnectorOrder, connector: DomainJoinConnector): OrderPosition =>
  order.map(({ property }) => {
    const value = comparableOf(property)(connector)
    return value === null ? null : beginning(value)
  })

const compareValues = (left: string | null, right: string | null): number =>
  left === right ? 0 : left === null ? -1 : right === null ? 1 : compareText(left, right)

/** Compares two positions in the order: less than, equal to or greater than zero. */
export const positionComparator =
  (order: ConnectorOrder) =>
  (left: OrderPosition, right: OrderPosition): number => {
    for (const [index, { descending }] of order.entries()) {
      const difference = compareValues(left[index] ?? null, right[index] ?? null)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }
