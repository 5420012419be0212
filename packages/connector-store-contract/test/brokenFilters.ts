/** Stores that misunderstand filters. */
import {
  type ConnectorFilter,
  type DateTimeOffset,
  type DomainJoinConnector,
  filterPredicate,
} from "@odj/domain"
import type { BrokenStores } from "./steppedStore.ts"

/** A timestamp without regard to its offset. */
export const localTime = (text: DateTimeOffset) => text.replace(/(z|[+-]\d\d:\d\d)$/i, "Z") as DateTimeOffset

/** Reads connectors in another way, and then does as the filter says. */
const reading =
  (
    misread: (connector: DomainJoinConnector) => Partial<DomainJoinConnector>,
  ): BrokenStores[string]["store"] =>
  (honest) => ({
    matching: (filter) => {
      const matches = honest.matching(filter)
      return (connector) => matches({ ...connector, ...misread(connector) })
    },
  })

/** Compares versions by their code units. */
const byCodeUnits = (filter: ConnectorFilter): ((connector: DomainJoinConnector) => boolean) => {
  if (filter._tag === "And") {
    const conditions = filter.conditions.map(byCodeUnits)
    return (connector) => conditions.every((matches) => matches(connector))
  }
  if (filter._tag !== "Compare" || filter.operator !== "gt") return filterPredicate(filter)
  const { left, right } = filter
  if (left._tag !== "Property" || left.property !== "version" || right._tag !== "Literal")
    return filterPredicate(filter)
  return ({ version }) => right.value !== null && version > right.value
}

export const brokenFilters: BrokenStores = {
  "ignores filters": {
    store: () => ({ matching: () => () => true }),
    noticed: [
      "the same connector with the same key gives the same answer, and is stored once",
      "another id with the same key is refused, and so is one that was or was not given",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "a filter can ask for null, and knows it from empty text",
      "where a condition on a text is null its opposite is null as well",
      "a filter compares instants, not their texts",
      "a filter compares texts by their code points",
    ],
  },
  "takes null for empty text in filters": {
    store: reading(({ displayName }) => ({ displayName: displayName ?? "" })),
    noticed: [
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "a filter can ask for null, and knows it from empty text",
      "where a condition on a text is null its opposite is null as well",
    ],
  },
  "knows no case in filters": {
    store: reading(({ displayName, version }) => ({
      displayName: displayName?.toLowerCase() ?? null,
      version: version.toLowerCase(),
    })),
    noticed: [
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "where a condition on a text is null its opposite is null as well",
      "a filter compares texts by their code points",
    ],
  },
  "filters by local times": {
    store: reading(({ lastConnectionDateTime }) => ({
      lastConnectionDateTime: localTime(lastConnectionDateTime),
    })),
    noticed: [
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "a filter compares instants, not their texts",
    ],
  },
  "filters by code units": {
    store: (honest) => ({
      matching: (filter) => (filter === undefined ? honest.matching(filter) : byCodeUnits(filter)),
    }),
    noticed: ["a filter compares texts by their code points"],
  },
}
