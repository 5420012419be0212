/** Stores that skip or count wrongly. */
import type { BrokenStores } from "./steppedStore.ts"

export const brokenCounts: BrokenStores = {
  "skips on every page": {
    store: () => ({ skip: ({ skip = 0 }) => skip }),
    noticed: ["skip applies to the first page only"],
  },
  "never skips": {
    store: () => ({ skip: () => 0 }),
    noticed: ["skip applies to the first page only"],
  },
  "skips whole pages": {
    store: () => ({ skip: ({ skip = 0, limit, after }) => (after === undefined ? skip * limit : 0) }),
    noticed: ["skip applies to the first page only"],
  },
  "counts only what is left": {
    store: () => ({ count: (_, rest, { count }) => (count ? rest : undefined) }),
    noticed: ["the count is the number of matches on all pages"],
  },
  "counts on the first page only": {
    store: (correct) => ({
      count: (listed, rest, query) =>
        query.after === undefined ? correct.count(listed, rest, query) : undefined,
    }),
    noticed: ["the count is the number of matches on all pages"],
  },
  "counts although no count is requested": {
    store: () => ({ count: (listed) => listed }),
    noticed: ["a page has no count unless it is requested"],
  },
  "counts deleted connectors": {
    store: (correct) => {
      let deleted = 0
      return {
        remove: (key) => {
          deleted++
          correct.remove(key)
        },
        count: (listed, rest, query) => {
          const count = correct.count(listed, rest, query)
          return count !== undefined && query.filter === undefined ? count + deleted : count
        },
      }
    },
    noticed: ["without a filter the count includes all connectors"],
  },
  "returns one connector for a limit of 0": {
    store: (correct) => ({
      show: (rest, query) => correct.show(rest, { ...query, limit: Math.max(1, query.limit) }),
    }),
    noticed: ["a limit of 0 returns only the count"],
  },
  "returns a next token for a limit of 0": {
    store: () => ({ hasNext: (shown, rest) => shown < rest }),
    noticed: ["a limit of 0 returns only the count"],
  },
}
