/** Stores that misunderstand orders. */
import { DateTimeOffset, type DomainJoinConnector, OrderBy } from "@odj/domain"
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
    noticed: [
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "null comes before every text, and after it where descending",
      "timestamps are ordered by their instants",
      "texts are ordered by their code points",
    ],
  },
  "never descends": {
    store: (honest) => ({
      compare: (order) => honest.compare(order.map(({ property }) => OrderBy.ascending(property))),
    }),
    noticed: [
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "null comes before every text, and after it where descending",
      "timestamps are ordered by their instants",
      "texts are ordered by their code points",
    ],
  },
  "orders by the first property alone": {
    store: (honest) => ({ compare: (order) => honest.compare(order.slice(0, 1)) }),
    noticed: ["an order is kept, whatever its properties, and what is equal comes as it does without"],
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
    noticed: [
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "texts that begin alike for 256 code points are equal in an order",
    ],
  },
  "puts null last": {
    store: reading(({ displayName }) => ({ displayName: displayName ?? "\u{10ffff}" })),
    noticed: [
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "null comes before every text, and after it where descending",
    ],
  },
  "orders by local times": {
    store: reading(({ lastConnectionDateTime }) => ({
      lastConnectionDateTime: localTime(lastConnectionDateTime),
    })),
    noticed: [
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "timestamps are ordered by their instants",
    ],
  },
  "orders by code units": {
    store: (honest) => ({
      position: (order, connector) =>
        honest.position(order, connector).map((value) => (value === null ? null : codeUnits(value))),
    }),
    noticed: [
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "texts are ordered by their code points",
    ],
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
    noticed: ["texts that begin alike for 256 code points are equal in an order"],
  },
}
