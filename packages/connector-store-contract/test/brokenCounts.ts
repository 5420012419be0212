/** Stores that skip or count wrongly. */
import type { BrokenStores } from "./steppedStore.ts"

export const brokenCounts: BrokenStores = {
  "skips on every page": {
    store: () => ({ skip: ({ skip = 0 }) => skip }),
    noticed: ["a skip leaves out as many at the beginning, and none on later pages"],
  },
  "never skips": {
    store: () => ({ skip: () => 0 }),
    noticed: ["a skip leaves out as many at the beginning, and none on later pages"],
  },
  "skips a page at a time": {
    store: () => ({ skip: ({ skip = 0, limit, after }) => (after === undefined ? skip * limit : 0) }),
    noticed: ["a skip leaves out as many at the beginning, and none on later pages"],
  },
  "counts what is left": {
    store: () => ({ count: (_, rest, { count }) => (count ? rest : undefined) }),
    noticed: ["a count says how many match on all pages together"],
  },
  "counts on the first page alone": {
    store: (honest) => ({
      count: (listed, rest, query) =>
        query.after === undefined ? honest.count(listed, rest, query) : undefined,
    }),
    noticed: ["a count says how many match on all pages together"],
  },
  "counts without being asked": {
    store: () => ({ count: (listed) => listed }),
    noticed: ["without being asked for a count a page has none"],
  },
  "counts what it has deleted": {
    store: (honest) => {
      let deleted = 0
      return {
        remove: (key) => {
          deleted++
          honest.remove(key)
        },
        count: (listed, rest, query) => {
          const count = honest.count(listed, rest, query)
          return count !== undefined && query.filter === undefined ? count + deleted : count
        },
      }
    },
    noticed: ["without a filter all connectors are counted"],
  },
  "gives one connector where none is asked for": {
    store: () => ({ show: (rest, { limit }) => rest.slice(0, Math.max(1, limit)) }),
    noticed: ["a limit of 0 gives the count alone"],
  },
  "names a next page where no connector is asked for": {
    store: () => ({ hasNext: (shown, rest) => shown < rest }),
    noticed: ["a limit of 0 gives the count alone"],
  },
}
