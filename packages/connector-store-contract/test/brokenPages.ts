/** Stores whose pages are broken. */
import type { BrokenStores, Cursor } from "./steppedStore.ts"

export const brokenPages: BrokenStores = {
  "omits connectors in state error without a filter": {
    store: (correct) => ({
      matching: (filter) =>
        filter === undefined ? ({ state }) => state !== "error" : correct.matching(filter),
    }),
    noticed: [
      "a list without a filter returns every connector once, as stored",
      "without a filter the count includes all connectors",
    ],
  },
  "omits some connectors": {
    store: (correct) => ({
      matching: (filter) => {
        const matches = correct.matching(filter)
        return (connector) => matches(connector) && !/ \d*[39]$/.test(connector.id)
      },
    }),
    noticed: [
      "a list without a filter returns every connector once, as stored",
      "pages of any size return every connector once, in the same order",
      "the last page has no next token, even if it is full",
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "the count is the number of matches on all pages",
      "pages of any maxLength return every connector once, in the same order",
      "a filter finds exactly the connectors that match, whatever its conditions",
      "a filter can compare each property with each of its values",
      "a list is in the requested order, and equal connectors stay in the store's own order",
    ],
  },
  "lists connectors without their version": {
    store: () => ({
      returned: (connector, verb) => (verb === "list" ? { ...connector, version: "" } : connector),
    }),
    noticed: [
      "a list without a filter returns every connector once, as stored",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "a list returns the connector after an update",
    ],
  },
  "returns one connector more than the limit": {
    store: () => ({ show: (rest, { limit }) => rest.slice(0, limit + 1) }),
    noticed: [
      "pages of any size return every connector once, in the same order",
      "the limit may change from page to page",
      "the last page has no next token, even if it is full",
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "skip applies to the first page only",
      "the count is the number of matches on all pages",
      "a page has no count unless it is requested",
      "a limit of 0 returns only the count",
      "a page ends with the connector at which its texts reach maxLength",
      "pages of any maxLength return every connector once, in the same order",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "text is ordered by its first 256 code points",
    ],
  },
  "repeats the last connector of a page": {
    store: () => ({
      after: (listed, cursor, compare) => listed.filter((entry) => compare(entry, cursor) >= 0),
    }),
    noticed: [
      "pages of any size return every connector once, in the same order",
      "the limit may change from page to page",
      "the last page has no next token, even if it is full",
      "pages return every remaining connector once while others are created, updated and deleted",
      "skip applies to the first page only",
      "the count is the number of matches on all pages",
      "a page has no count unless it is requested",
      "a page ends with the connector at which its texts reach maxLength",
      "pages of any maxLength return every connector once, in the same order",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "text is ordered by its first 256 code points",
    ],
  },
  "loses a connector between two pages": {
    store: (correct) => ({
      after: (listed, cursor, compare) => correct.after(listed, cursor, compare).slice(1),
    }),
    noticed: [
      "pages of any size return every connector once, in the same order",
      "the limit may change from page to page",
      "the last page has no next token, even if it is full",
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "skip applies to the first page only",
      "pages of any maxLength return every connector once, in the same order",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "text is ordered by its first 256 code points",
    ],
  },
  "returns only one page": {
    store: () => ({ hasNext: () => false }),
    noticed: [
      "pages of any size return every connector once, in the same order",
      "the last page has no next token, even if it is full",
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "skip applies to the first page only",
      "a page token needs no encoding in a URL",
      "pages of any maxLength return every connector once, in the same order",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "text is ordered by its first 256 code points",
    ],
  },
  "returns a next token after every full page": {
    store: () => ({ hasNext: (shown, _, { limit }) => shown > 0 && shown === limit }),
    noticed: [
      "the last page has no next token, even if it is full",
      "pages of any maxLength return every connector once, in the same order",
    ],
  },
  "pages by offset": {
    store: ({ cursors }) => {
      const offsets = new Map<Cursor | undefined, number>()
      return {
        cursor: ({ position, sequence }, { after = "", skip = 0, limit }) => {
          const cursor = { position, sequence }
          offsets.set(cursor, (offsets.get(cursors.get(after)) ?? skip) + limit)
          return cursor
        },
        after: (listed, cursor) => listed.slice(offsets.get(cursor)),
      }
    },
    noticed: [
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "pages of any maxLength return every connector once, in the same order",
    ],
  },
  "starts over if the last connector shown was deleted": {
    store: () => ({
      after: (listed, cursor) =>
        listed.slice(listed.findIndex(({ sequence }) => sequence === cursor.sequence) + 1),
    }),
    noticed: [
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
    ],
  },
  "stops if the last connector shown was deleted": {
    store: (correct) => ({
      after: (listed, cursor, compare) =>
        listed.some(({ sequence }) => sequence === cursor.sequence)
          ? correct.after(listed, cursor, compare)
          : [],
    }),
    noticed: [
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
    ],
  },
  "moves updated connectors to the end": {
    store: (correct) => {
      let sequence = 1_000_000
      return {
        write: (key, connector, verb) =>
          verb === "update"
            ? correct.entries.set(key, { connector, sequence: sequence++ })
            : correct.write(key, connector, verb),
      }
    },
    noticed: [
      "pages return every remaining connector once while others are created, updated and deleted",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
    ],
  },
  "skips connectors equal to the last of a page": {
    store: () => ({
      after: (listed, cursor, compare) =>
        listed.filter((entry) =>
          cursor.position.length === 0
            ? compare(entry, cursor) > 0
            : compare({ ...entry, sequence: 0 }, { ...cursor, sequence: 0 }) > 0,
        ),
    }),
    noticed: [
      "the limit may change from page to page",
      "the last page has no next token, even if it is full",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "skip applies to the first page only",
      "a list is in the requested order, and equal connectors stay in the store's own order",
      "text is ordered by its first 256 code points",
    ],
  },
  "forgets the order after the first page": {
    store: () => ({ after: (listed, cursor) => listed.filter(({ sequence }) => sequence > cursor.sequence) }),
    noticed: [
      "the limit may change from page to page",
      "the last page has no next token, even if it is full",
      "pages of an ordered list return every remaining connector once while others are created, updated and deleted",
      "skip applies to the first page only",
      "a page ends with the connector at which its texts reach maxLength",
      "pages of any maxLength return every connector once, in the same order",
      "a list is in the requested order, and equal connectors stay in the store's own order",
    ],
  },
  "returns a next token for an empty page": {
    store: (correct) => ({
      hasNext: (shown, rest, query) => rest === 0 || correct.hasNext(shown, rest, query),
    }),
    noticed: [
      "a list without matches is one empty page",
      "skip applies to the first page only",
      "a filter finds exactly the connectors that match, whatever its conditions",
    ],
  },
  "returns next tokens forever if everything is skipped": {
    store: (correct) => {
      const given = new Set<string>()
      const end: Cursor = { position: [], sequence: Number.POSITIVE_INFINITY }
      return {
        hasNext: (shown, rest, query) =>
          (rest === 0 && query.skip !== undefined) || correct.hasNext(shown, rest, query),
        token: () => {
          const token = correct.token()
          given.add(token)
          return token
        },
        known: (token) => correct.known(token) ?? (given.has(token) ? end : undefined),
        after: (listed, cursor, compare) => (cursor === end ? [] : correct.after(listed, cursor, compare)),
      }
    },
    noticed: ["skip applies to the first page only"],
  },
}
