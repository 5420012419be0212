/** Stores whose pages end at the wrong length. */
import type { BrokenStores } from "./steppedStore.ts"

export const brokenLengths: BrokenStores = {
  "ignores maxLength": {
    store: () => ({ show: (rest, { limit }) => rest.slice(0, limit) }),
    noticed: ["a page ends with the connector at which its texts reach maxLength"],
  },
  "returns one connector more than maxLength allows": {
    store: (correct) => ({
      show: (rest, query) =>
        rest.slice(0, Math.min(query.limit, correct.show(rest, { ...query, limit: 1_000 }).length + 1)),
    }),
    noticed: ["a page ends with the connector at which its texts reach maxLength"],
  },
  "returns no connector that is longer than maxLength": {
    store: (correct) => ({
      show: (rest, query) => (query.maxLength === 0 ? [] : correct.show(rest, query)),
    }),
    noticed: ["pages of any maxLength return every connector once, in the same order"],
  },
  "ends the list if maxLength ends a page": {
    store: (correct) => ({
      hasNext: (shown, rest, query) =>
        correct.hasNext(shown, rest, query) && (query.maxLength === undefined || shown === query.limit),
    }),
    noticed: ["pages of any maxLength return every connector once, in the same order"],
  },
}
