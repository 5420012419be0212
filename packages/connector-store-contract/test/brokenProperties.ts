/** Stores that handle one property wrongly, for each property of the table. */
import { isRetryOf } from "@odj/core"
import {
  ConnectorFilter,
  type ConnectorProperty,
  changeableNames,
  connectorProperties,
  type DomainJoinConnectorPatch,
  propertyNames,
  propertyOf,
} from "@odj/domain"
import { Struct } from "effect"
import type { laws } from "../src/index.ts"
import type { Store } from "./steppedStore.ts"

type Law = keyof typeof laws

type Broken = (correct: Store) => Partial<Store>

type BrokenProperties = Record<string, { readonly store: Broken; readonly law: Law }>

const each = <Name extends ConnectorProperty>(
  names: ReadonlyArray<Name>,
  broken: (name: Name) => BrokenProperties,
): BrokenProperties => Object.assign({}, ...names.map(broken))

/** The filter without its comparisons of that property with a value. */
const without = (filter: ConnectorFilter, name: ConnectorProperty): ConnectorFilter => {
  if (filter._tag === "And") {
    return ConnectorFilter.and(...filter.conditions.map((condition) => without(condition, name)))
  }
  const isAlone =
    filter._tag === "Compare" &&
    filter.operator === "eq" &&
    filter.left._tag === "Property" &&
    filter.left.property === name &&
    filter.right._tag === "Literal"
  return isAlone ? ConnectorFilter.constant(true) : filter
}

/** The patch, or an empty one if it changes only that property. */
const together = (patch: DomainJoinConnectorPatch, name: ConnectorProperty) =>
  Object.keys(patch).join() === name ? {} : patch

/** Broken stores by what is wrong with them, each with a law that detects it. */
export const brokenProperties: BrokenProperties = {
  ...each(changeableNames, (name) => ({
    [`stores the example's ${name} instead of the given one`]: {
      store: (correct) => ({
        write: (key, connector, verb) => {
          const example = { [name]: connectorProperties[name].example }
          correct.write(key, verb === "create" ? { ...connector, ...example } : connector, verb)
        },
      }),
      law: "every valid value of a property is stored unchanged",
    },
    [`treats another ${name} as a retry`]: {
      store: () => ({
        isSame: (input, kept) => isRetryOf({ ...input, [name]: kept.connector[name] }, kept),
      }),
      law: "a different connector with the same key fails with IdempotencyKeyReused and is not stored",
    },
    [`changes ${name} only together with another property`]: {
      store: (correct) => ({
        change: (connector, patch) => correct.change(connector, together(patch, name)),
      }),
      law: "each property can be updated alone",
    },
    [`never changes ${name}`]: {
      store: (correct) => ({
        change: (connector, patch) => ({ ...correct.change(connector, patch), [name]: connector[name] }),
      }),
      law: "simultaneous updates of different properties are all applied",
    },
  })),
  ...each(
    changeableNames.filter((name) => propertyOf(name).isNullable),
    (name) => ({
      [`treats null as no change of ${name}`]: {
        store: (correct) => ({
          change: (connector, patch) =>
            correct.change(connector, patch[name] === null ? Struct.omit(patch, [name]) : patch),
        }),
        law: "a nullable property becomes null only if null is given",
      },
    }),
  ),
  ...each(propertyNames, (name) => ({
    [`ignores ${name} in filters`]: {
      store: (correct) => ({
        matching: (filter) => correct.matching(filter === undefined ? filter : without(filter, name)),
      }),
      law: "a filter can compare each property with each of its values",
    },
    [`ignores ${name} in orders`]: {
      store: (correct) => ({
        position: (order, connector) =>
          correct
            .position(order, connector)
            .map((value, index) => (order[index]?.property === name ? "" : value)),
      }),
      law: "a list is in the requested order, and equal connectors stay in the store's own order",
    },
  })),
}
