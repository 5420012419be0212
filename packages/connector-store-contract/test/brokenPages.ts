/** Stores whose pages are broken. */
import type { BrokenStores, Place } from "./steppedStore.ts"

export const brokenPages: BrokenStores = {
  "lists no errors unless they are asked for": {
    store: (honest) => ({
      matching: (filter) =>
        filter === undefined ? ({ state }) => state !== "error" : honest.matching(filter),
    }),
    noticed: [
      "a list without a filter gives every connector once, as it is stored",
      "without a filter all connectors are counted",
    ],
  },
  "never lists some of its connectors": {
    store: (honest) => ({
      matching: (filter) => {
        const matches = honest.matching(filter)
        return (connector) => matches(connector) && !/ \d*[39]$/.test(connector.id)
      },
    }),
    noticed: [
      "a list without a filter gives every connector once, as it is stored",
      "pages of any size give every connector once, in one order",
      "no next page is named when nothing is left, also where the last one is full",
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a count says how many match on all pages together",
      "a filter finds the connectors that match it and no others, whatever its conditions",
      "each property can be filtered by each of its values",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
    ],
  },
  "lists connectors without their versions": {
    store: () => ({
      answer: (connector, verb) => (verb === "list" ? { ...connector, version: "" } : connector),
    }),
    noticed: [
      "a list without a filter gives every connector once, as it is stored",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "a connector that was changed is listed as it is then",
    ],
  },
  "gives one connector more than asked for": {
    store: () => ({ show: (rest, { limit }) => rest.slice(0, limit + 1) }),
    noticed: [
      "pages of any size give every connector once, in one order",
      "the limit may differ from page to page",
      "no next page is named when nothing is left, also where the last one is full",
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a skip leaves out as many at the beginning, and none on later pages",
      "a count says how many match on all pages together",
      "without being asked for a count a page has none",
      "a limit of 0 gives the count alone",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "texts that begin alike for 256 code points are equal in an order",
    ],
  },
  "gives the last connector of a page again": {
    store: () => ({
      behind: (listed, place, compare) => listed.filter((entry) => compare(entry, place) >= 0),
    }),
    noticed: [
      "pages of any size give every connector once, in one order",
      "the limit may differ from page to page",
      "no next page is named when nothing is left, also where the last one is full",
      "pages go on right, whatever is created, deleted and changed between them",
      "a skip leaves out as many at the beginning, and none on later pages",
      "a count says how many match on all pages together",
      "without being asked for a count a page has none",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "texts that begin alike for 256 code points are equal in an order",
    ],
  },
  "loses a connector between two pages": {
    store: (honest) => ({
      behind: (listed, place, compare) => honest.behind(listed, place, compare).slice(1),
    }),
    noticed: [
      "pages of any size give every connector once, in one order",
      "the limit may differ from page to page",
      "no next page is named when nothing is left, also where the last one is full",
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a skip leaves out as many at the beginning, and none on later pages",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "texts that begin alike for 256 code points are equal in an order",
    ],
  },
  "has but one page": {
    store: () => ({ hasNext: () => false }),
    noticed: [
      "pages of any size give every connector once, in one order",
      "no next page is named when nothing is left, also where the last one is full",
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a skip leaves out as many at the beginning, and none on later pages",
      "a token is text that a URL can carry as it is",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "texts that begin alike for 256 code points are equal in an order",
    ],
  },
  "names a next page behind every full one": {
    store: () => ({ hasNext: (shown, _, { limit }) => shown > 0 && shown === limit }),
    noticed: ["no next page is named when nothing is left, also where the last one is full"],
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
    noticed: [
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
    ],
  },
  "begins again where the last connector shown is gone": {
    store: () => ({
      behind: (listed, place) =>
        listed.slice(listed.findIndex(({ sequence }) => sequence === place.sequence) + 1),
    }),
    noticed: [
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
    ],
  },
  "ends where the last connector shown is gone": {
    store: (honest) => ({
      behind: (listed, place, compare) =>
        listed.some(({ sequence }) => sequence === place.sequence)
          ? honest.behind(listed, place, compare)
          : [],
    }),
    noticed: [
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
    ],
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
    noticed: [
      "pages go on right, whatever is created, deleted and changed between them",
      "pages in an order go on right, whatever is created, deleted and changed between them",
    ],
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
    noticed: [
      "the limit may differ from page to page",
      "no next page is named when nothing is left, also where the last one is full",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a skip leaves out as many at the beginning, and none on later pages",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
      "texts that begin alike for 256 code points are equal in an order",
    ],
  },
  "forgets the order after the first page": {
    store: () => ({ behind: (listed, place) => listed.filter(({ sequence }) => sequence > place.sequence) }),
    noticed: [
      "the limit may differ from page to page",
      "no next page is named when nothing is left, also where the last one is full",
      "pages in an order go on right, whatever is created, deleted and changed between them",
      "a skip leaves out as many at the beginning, and none on later pages",
      "an order is kept, whatever its properties, and what is equal comes as it does without",
    ],
  },
  "gives a next page to what is empty": {
    store: (honest) => ({
      hasNext: (shown, rest, query) => rest === 0 || honest.hasNext(shown, rest, query),
    }),
    noticed: [
      "where nothing matches there is one empty page",
      "a skip leaves out as many at the beginning, and none on later pages",
      "a filter finds the connectors that match it and no others, whatever its conditions",
    ],
  },
  "leads on and on where all is skipped": {
    store: (honest) => {
      const given = new Set<string>()
      const end: Place = { position: [], sequence: Number.POSITIVE_INFINITY }
      return {
        hasNext: (shown, rest, query) =>
          (rest === 0 && query.skip !== undefined) || honest.hasNext(shown, rest, query),
        token: () => {
          const token = honest.token()
          given.add(token)
          return token
        },
        known: (token) => honest.known(token) ?? (given.has(token) ? end : undefined),
        behind: (listed, place, compare) => (place === end ? [] : honest.behind(listed, place, compare)),
      }
    },
    noticed: ["a skip leaves out as many at the beginning, and none on later pages"],
  },
}
