/** Stores whose pages are broken. */
import type { BrokenStores, Place } from "./steppedStore.ts"

export const brokenPages: BrokenStores = {
  "lists no errors unless they are asked for": {
    store: (honest) => ({
      matching: (filter) =>
        filter === undefined ? ({ state }) => state !== "error" : honest.matching(filter),
    }),
    noticed: [],
  },
  "lists connectors without their versions": {
    store: () => ({
      answer: (connector, verb) => (verb === "list" ? { ...connector, version: "" } : connector),
    }),
    noticed: [],
  },
  "gives one connector more than asked for": {
    store: () => ({ show: (rest, { limit }) => rest.slice(0, limit + 1) }),
    noticed: [],
  },
  "gives the last connector of a page again": {
    store: () => ({
      behind: (listed, place, compare) => listed.filter((entry) => compare(entry, place) >= 0),
    }),
    noticed: [],
  },
  "loses a connector between two pages": {
    store: (honest) => ({
      behind: (listed, place, compare) => honest.behind(listed, place, compare).slice(1),
    }),
    noticed: [],
  },
  "has but one page": { store: () => ({ hasNext: () => false }), noticed: [] },
  "names a next page behind every full one": {
    store: () => ({ hasNext: (shown, _, { limit }) => shown > 0 && shown === limit }),
    noticed: [],
  },
  "finds its way by counting": {
    store: ({ places }) => {
      const offsets = new Map<Place | undefined, number>()
      return {
        place: ({ position, sequence }, { after = "", skip = 0, limit }) => {
          const place = { position, sequence }
          offsets.set(place, (offsets.get(places.get(after)) ?? skip) + limit)
          return place
        },
        behind: (listed, place) => listed.slice(offsets.get(place)),
      }
    },
    noticed: [],
  },
  "begins again where the last connector shown is gone": {
    store: () => ({
      behind: (listed, place) =>
        listed.slice(listed.findIndex(({ sequence }) => sequence === place.sequence) + 1),
    }),
    noticed: [],
  },
  "ends where the last connector shown is gone": {
    store: (honest) => ({
      behind: (listed, place, compare) =>
        listed.some(({ sequence }) => sequence === place.sequence)
          ? honest.behind(listed, place, compare)
          : [],
    }),
    noticed: [],
  },
  "moves what is changed to the end": {
    store: (honest) => {
      let sequence = 1_000_000
      return {
        write: (key, connector, verb) =>
          verb === "update"
            ? honest.entries.set(key, { connector, sequence: sequence++ })
            : honest.write(key, connector, verb),
      }
    },
    noticed: [],
  },
  "loses what is equal to the last connector of a page": {
    store: () => ({
      behind: (listed, place, compare) =>
        listed.filter((entry) =>
          place.position.length === 0
            ? compare(entry, place) > 0
            : compare({ ...entry, sequence: 0 }, { ...place, sequence: 0 }) > 0,
        ),
    }),
    noticed: [],
  },
  "forgets the order after the first page": {
    store: () => ({ behind: (listed, place) => listed.filter(({ sequence }) => sequence > place.sequence) }),
    noticed: [],
  },
  "skips on every page": { store: () => ({ skip: ({ skip = 0 }) => skip }), noticed: [] },
  "never skips": { store: () => ({ skip: () => 0 }), noticed: [] },
  "skips a page at a time": {
    store: () => ({ skip: ({ skip = 0, limit, after }) => (after === undefined ? skip * limit : 0) }),
    noticed: [],
  },
  "counts what is left": {
    store: () => ({ count: (_, rest, { count }) => (count ? rest : undefined) }),
    noticed: [],
  },
  "counts on the first page alone": {
    store: (honest) => ({
      count: (listed, rest, query) =>
        query.after === undefined ? honest.count(listed, rest, query) : undefined,
    }),
    noticed: [],
  },
  "counts without being asked": { store: () => ({ count: (listed) => listed }), noticed: [] },
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
    noticed: [],
  },
  "gives one connector where none is asked for": {
    store: () => ({ show: (rest, { limit }) => rest.slice(0, Math.max(1, limit)) }),
    noticed: [],
  },
  "names a next page where no connector is asked for": {
    store: () => ({ hasNext: (shown, rest) => shown < rest }),
    noticed: [],
  },
  "gives a next page to what is empty": {
    store: (honest) => ({
      hasNext: (shown, rest, query) => rest === 0 || honest.hasNext(shown, rest, query),
    }),
    noticed: [],
  },
  "writes tokens that a URL can't carry": {
    store: () => ({ token: () => `${crypto.randomUUID()}/==` }),
    noticed: [],
  },
  "takes any token for the last one": {
    store: ({ places }) => ({ known: (token) => places.get(token) ?? [...places.values()].at(-1) }),
    noticed: [],
  },
  "does not look at the end of a token": {
    store: ({ places }) => ({ known: (token) => places.get(token) ?? places.get(token.slice(0, -1)) }),
    noticed: [],
  },
  "does not miss the end of a token": {
    store: ({ places }) => ({
      known: (token) =>
        token === "" ? undefined : [...places].find(([other]) => other.startsWith(token))?.[1],
    }),
    noticed: [],
  },
}
