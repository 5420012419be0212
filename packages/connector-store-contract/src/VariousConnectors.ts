/** Connectors for tests of filters and orders: in every property but the id, some of them are equal. */
import { changeableNames } from "@odj/domain"
import type { Properties } from "./AnyConnector.ts"
import { valuesOf } from "./PropertyValues.ts"

/** The endings of their ids. */
const ids = ["a", "A", "b", "B", "é", "ｂ", "😀", "a b", "it's 100% /?#&+=", "10", "9", "Z"]

/** Each property cycles through its values, with a period of its own. */
const propertiesOf = (index: number) =>
  Object.fromEntries(
    changeableNames.map((name, place) => {
      const values = valuesOf(name).slice(0, 5 + place)
      return [name, values[index % values.length]]
    }),
  )

export const variousConnectors = ids.map(
  (id, index) => ({ id, ...propertiesOf(index) }) as Required<Properties>,
)
