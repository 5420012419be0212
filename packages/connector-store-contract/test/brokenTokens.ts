/** Stores whose page tokens are broken. */
import type { BrokenStores } from "./steppedStore.ts"

export const brokenTokens: BrokenStores = {
  "issues tokens that need encoding in a URL": {
    store: () => ({ token: () => `${crypto.randomUUID()}/==` }),
    noticed: ["a page token needs no encoding in a URL"],
  },
  "accepts any token": {
    store: ({ cursors }) => ({ known: (token) => cursors.get(token) ?? [...cursors.values()].at(-1) }),
    noticed: ["a page token that the store did not issue fails with PageTokenInvalid"],
  },
  "ignores the end of a token": {
    store: ({ cursors }) => ({ known: (token) => cursors.get(token) ?? cursors.get(token.slice(0, -1)) }),
    noticed: ["a page token that the store did not issue fails with PageTokenInvalid"],
  },
  "accepts a token without its end": {
    store: ({ cursors }) => ({
      known: (token) =>
        token === "" ? undefined : [...cursors].find(([other]) => other.startsWith(token))?.[1],
    }),
    noticed: ["a page token that the store did not issue fails with PageTokenInvalid"],
  },
  "refuses its own tokens for an order of several properties": {
    store: ({ cursors }) => ({
      known: (token) => {
        const cursor = cursors.get(token)
        return cursor === undefined || cursor.position.length > 1 ? undefined : cursor
      },
    }),
    noticed: ["a list is in the requested order, and equal connectors stay in the store's own order"],
  },
}
