/** Stores whose filters are broken. */
import { type ConnectorFilter, DateTimeOffset, type DomainJoinConnector, filterPredicate } from "@odj/domain"
import type { BrokenStores } from "./steppedStore.ts"

/** The timestamp with its offset replaced by Z. */
export const localTime = (text: DateTimeOffset) => text.replace(/(z|[+-]\d\d:\d\d)$/i, "Z") as DateTimeOffset

/** Applies the filter to a changed copy of each connector. */
const reading =
  (
    misread: (connector: DomainJoinConnector) => Partial<DomainJoinConnector>,
  ): BrokenStores[string]["store"] =>
  (correct) => ({
    matching: (filter) => {
      const matches = correct.matching(filter)
      return (connector) => matches({ ...connector, ...misread(connector) })
    },
  })

/** Compares and counts versions by code units. */
const byCodeUnits = (filter: ConnectorFilter): ((connector: DomainJoinConnector) => boolean) => {
  if (filter._tag === "And") {
    const conditions = filter.conditions.map(byCodeUnits)
    return (connector) => conditions.every((matches) => matches(connector))
  }
  if (filter._tag !== "Compare") return filterPredicate(filter)
  const { left, right } = filter
  if (left._tag === "Call" && left.name === "length" && right._tag === "Literal") {
    return ({ version }) => version.length === right.value
  }
  if (
    filter.operator !== "gt" ||
    left._tag !== "Property" ||
    left.property !== "version" ||
    right._tag !== "Literal"
  )
    return filterPredicate(filter)
  return ({ version }) => typeof right.value === "string" && version > right.value
}

export const brokenFilters: BrokenStores = {
  "ignores filters": {
    store: () => ({ matching: () => () => true }),
    noticed: [
      "the same connector with the same key is stored once and returned each time",
      "the same key with a different, an added or a removed id fails with IdempotencyKeyReused",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a filter distinguishes null from empty text",
      "a null property matches neither a text condition nor its negation",
      "a filter compares timestamps by instant, not by text",
      "a filter compares text by code points",
      "a filter counts the characters of a text, not its code units",
      "a filter reads the parts of a timestamp in its own offset, to the last digit",
    ],
  },
  "treats null as empty text in filters": {
    store: reading(({ displayName }) => ({ displayName: displayName ?? "" })),
    noticed: [
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a filter distinguishes null from empty text",
      "a null property matches neither a text condition nor its negation",
    ],
  },
  "filters case-insensitively": {
    store: reading(({ displayName, version }) => ({
      displayName: displayName?.toLowerCase() ?? null,
      version: version.toLowerCase(),
    })),
    noticed: [
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a null property matches neither a text condition nor its negation",
      "a filter compares text by code points",
    ],
  },
  "filters by local time": {
    store: reading(({ lastConnectionDateTime }) => ({
      lastConnectionDateTime: localTime(lastConnectionDateTime),
    })),
    noticed: [
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a filter compares timestamps by instant, not by text",
    ],
  },
  "filters by code units": {
    store: (correct) => ({
      matching: (filter) => (filter === undefined ? correct.matching(filter) : byCodeUnits(filter)),
    }),
    noticed: [
      "a filter compares text by code points",
      "a filter counts the characters of a text, not its code units",
    ],
  },
  "reads parts of timestamps in UTC": {
    store: reading(({ lastConnectionDateTime }) => ({
      lastConnectionDateTime: DateTimeOffset.make(DateTimeOffset.sortKey(lastConnectionDateTime)),
    })),
    noticed: [
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter reads the parts of a timestamp in its own offset, to the last digit",
    ],
  },
}
