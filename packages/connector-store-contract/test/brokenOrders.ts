/** Stores that misunderstand orders. */
import { DateTimeOffset, type DomainJoinConnector } from "@odj/domain"
import { localTime } from "./brokenFilters.ts"
import type { BrokenStores } from "./steppedStore.ts"

/** Reads connectors in another way, and then does as the order says. */
const reading =
  (
    misread: (connector: DomainJoinConnector) => Partial<DomainJoinConnector>,
  ): BrokenStores[string]["store"] =>
  (honest) => ({
    position: (order, connector) => honest.position(order, { ...connector, ...misread(connector) }),
  })

/** A text whose code points are as many as the code units of another one, and in the same order as those. */
const codeUnits = (text: string) =>
  Array.from({ length: text.length }, (_, index) =>
    String.fromCodePoint(0x10000 + text.charCodeAt(index)),
  ).join("")

export const brokenOrders: BrokenStores = {
  "ignores orders": {
    store: () => ({ compare: () => (left, right) => left.sequence - right.sequence }),
    noticed: [],
  },
  "never descends": {
    store: (honest) => ({
      compare: (order) => honest.compare(order.map((by) => ({ ...by, descending: false }))),
    }),
    noticed: [],
  },
  "orders by the first property alone": {
    store: (honest) => ({ compare: (order) => honest.compare(order.slice(0, 1)) }),
    noticed: [],
  },
  "turns ties around as well where it descends": {
    store: (honest) => ({
      compare: (order) => {
        const compare = honest.compare(order)
        if (!order[0]?.descending) return compare
        return (left, right) =>
          compare({ ...left, sequence: 0 }, { ...right, sequence: 0 }) || right.sequence - left.sequence
      },
    }),
    noticed: [],
  },
  "puts null last": {
    store: reading(({ displayName }) => ({ displayName: displayName ?? "\u{10ffff}" })),
    noticed: [],
  },
  "orders by local times": {
    store: reading(({ lastConnectionDateTime }) => ({
      lastConnectionDateTime: localTime(lastConnectionDateTime),
    })),
    noticed: [],
  },
  "orders by code units": {
    store: (honest) => ({
      position: (order, connector) =>
        honest.position(order, connector).map((value) => (value === null ? null : codeUnits(value))),
    }),
    noticed: [],
  },
  "orders by whole texts": {
    store: () => ({
      position: (order, connector) =>
        order.map(({ property }) =>
          property === "lastConnectionDateTime"
            ? DateTimeOffset.sortKey(connector.lastConnectionDateTime)
            : connector[property],
        ),
    }),
    noticed: [],
  },
}
