/** Stores whose orders are broken. */
import { DateTimeOffset, type DomainJoinConnector, OrderBy } from "@odj/domain"
import { localTime } from "./brokenFilters.ts"
import type { BrokenStores } from "./steppedStore.ts"

/** Orders by a changed copy of each connector. */
const reading =
  (
    misread: (connector: DomainJoinConnector) => Partial<DomainJoinConnector>,
  ): BrokenStores[string]["store"] =>
  (correct) => ({
    position: (order, connector) => correct.position(order, { ...connector, ...misread(connector) }),
  })

/** A text whose code points sort as the code units of the given one. */
const codeUnits = (text: string) =>
  Array.from({ length: text.length }, (_, index) =>
    String.fromCodePoint(0x10000 + text.charCodeAt(index)),
  ).join("")

export const brokenOrders: BrokenStores = {
  "ignores orders": {
    store: () => ({ compare: () => (left, right) => left.sequence - right.sequence }),
    noticed: [
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "null comes before all text in ascending order and after it in descending order",
      "timestamps are ordered by instant",
      "text is ordered by code points",
    ],
  },
  "ignores descending order": {
    store: (correct) => ({
      compare: (order) => correct.compare(order.map(({ property }) => OrderBy.ascending(property))),
    }),
    noticed: [
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "null comes before all text in ascending order and after it in descending order",
      "timestamps are ordered by instant",
      "text is ordered by code points",
    ],
  },
  "orders by the first property only": {
    store: (correct) => ({ compare: (order) => correct.compare(order.slice(0, 1)) }),
    noticed: ["a list is in the requested order, and equal connectors stay in the store's own order"],
  },
  "reverses ties in descending order": {
    store: (correct) => ({
      compare: (order) => {
        const compare = correct.compare(order)
        if (!order[0]?.descending) return compare
        return (left, right) =>
          compare({ ...left, sequence: 0 }, { ...right, sequence: 0 }) || right.sequence - left.sequence
      },
    }),
    noticed: [
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "text is ordered by its first 256 code points",
    ],
  },
  "orders null last": {
    store: reading(({ displayName }) => ({ displayName: displayName ?? "\u{10ffff}" })),
    noticed: [
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "null comes before all text in ascending order and after it in descending order",
    ],
  },
  "orders by local time": {
    store: reading(({ lastConnectionDateTime }) => ({
      lastConnectionDateTime: localTime(lastConnectionDateTime),
    })),
    noticed: [
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "timestamps are ordered by instant",
    ],
  },
  "orders by code units": {
    store: (correct) => ({
      position: (order, connector) =>
        correct.position(order, connector).map((value) => (value === null ? null : codeUnits(value))),
    }),
    noticed: [
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "text is ordered by code points",
    ],
  },
  "orders by whole text": {
    store: () => ({
      position: (order, connector) =>
        order.map(({ property }) =>
          property === "lastConnectionDateTime"
            ? DateTimeOffset.sortKey(connector.lastConnectionDateTime)
            : connector[property],
        ),
    }),
    noticed: ["text is ordered by its first 256 code points"],
  },
}
