/** Connectors that differ in all that filters and orders look at, with ties in every property but the id. */
import { changeableNames } from "@odj/domain"
import type { Properties } from "./AnyConnector.ts"
import { valuesOf } from "./PropertyValues.ts"

/** Endings, one for each connector. */
const ids = ["a", "A", "b", "B", "é", "ｂ", "😀", "a b", "it's 100% /?#&+=", "10", "9", "Z"]

/** The values of each property come again and again, at different distances. */
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
