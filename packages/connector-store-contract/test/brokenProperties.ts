/** Stores that do badly with one property, for each property of the table. */
import { isSameIntent } from "@odj/core"
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

type Broken = (honest: Store) => Partial<Store>

type BrokenProperties = Record<string, { readonly store: Broken; readonly law: Law }>

const each = <Name extends ConnectorProperty>(
  names: ReadonlyArray<Name>,
  broken: (name: Name) => BrokenProperties,
): BrokenProperties => Object.assign({}, ...names.map(broken))

/** The filter without its comparisons of the property alone. */
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

/** The patch, unless it changes the property alone. */
const together = (patch: DomainJoinConnectorPatch, name: ConnectorProperty) =>
  Object.keys(patch).join() === name ? {} : patch

/** By what is wrong with it: a store, and the law that notices. */
export const brokenProperties: BrokenProperties = {
  ...each(changeableNames, (name) => ({
    [`stores the example's ${name}, whatever is given`]: {
      store: (honest) => ({
        write: (key, connector, verb) => {
          const example = { [name]: connectorProperties[name].example }
          honest.write(key, verb === "create" ? { ...connector, ...example } : connector, verb)
        },
      }),
      law: "each value that a property can have is kept",
    },
    [`takes another ${name} for the same intent`]: {
      store: () => ({
        isSame: (asked, kept) => isSameIntent({ ...asked, [name]: kept.connector[name] }, kept),
      }),
      law: "another connector with the same key is refused, whatever differs, and is not stored",
    },
    [`changes ${name} only together with another property`]: {
      store: (honest) => ({ change: (connector, patch) => honest.change(connector, together(patch, name)) }),
      law: "each property can be changed by itself",
    },
    [`never changes ${name}`]: {
      store: (honest) => ({
        change: (connector, patch) => ({ ...honest.change(connector, patch), [name]: connector[name] }),
      }),
      law: "of simultaneous updates of different properties none is lost",
    },
  })),
  ...each(
    changeableNames.filter((name) => propertyOf(name).isNullable),
    (name) => ({
      [`takes null for no change of ${name}`]: {
        store: (honest) => ({
          change: (connector, patch) =>
            honest.change(connector, patch[name] === null ? Struct.omit(patch, [name]) : patch),
        }),
        law: "a property that may be null is changed to null by null alone",
      },
    }),
  ),
  ...each(propertyNames, (name) => ({
    [`finds any ${name}`]: {
      store: (honest) => ({
        matching: (filter) => honest.matching(filter === undefined ? filter : without(filter, name)),
      }),
      law: "each property can be filtered by each of its values",
    },
    [`puts nothing in order by ${name}`]: {
      store: (honest) => ({
        position: (order, connector) =>
          honest
            .position(order, connector)
            .map((value, index) => (order[index]?.property === name ? "" : value)),
      }),
      law: "an order is kept, whatever its properties, and what is equal comes as it does without",
    },
  })),
}
