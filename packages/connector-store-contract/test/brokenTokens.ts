/** Stores whose page tokens are broken. */
import type { BrokenStores } from "./steppedStore.ts"

export const brokenTokens: BrokenStores = {
  "writes tokens that a URL can't carry": {
    store: () => ({ token: () => `${crypto.randomUUID()}/==` }),
    noticed: ["a token is text that a URL can carry as it is"],
  },
  "takes any token for the last one": {
    store: ({ places }) => ({ known: (token) => places.get(token) ?? [...places.values()].at(-1) }),
    noticed: ["a token that the store never gave is refused"],
  },
  "does not look at the end of a token": {
    store: ({ places }) => ({ known: (token) => places.get(token) ?? places.get(token.slice(0, -1)) }),
    noticed: ["a token that the store never gave is refused"],
  },
  "does not miss the end of a token": {
    store: ({ places }) => ({
      known: (token) =>
        token === "" ? undefined : [...places].find(([other]) => other.startsWith(token))?.[1],
    }),
    noticed: ["a token that the store never gave is refused"],
  },
  "refuses its own tokens where an order has several properties": {
    store: ({ places }) => ({
      known: (token) => {
        const place = places.get(token)
        return place === undefined || place.position.length > 1 ? undefined : place
      },
    }),
    noticed: ["an order is kept, whatever its properties, and what is equal comes as it does without"],
  },
}
