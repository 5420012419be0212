/** Loads the test double only for a server that is one. */
import { Effect } from "effect"
import type { serveDouble } from "./ServeDouble.ts"

export const asDouble: typeof serveDouble = Effect.fnUntraced(function* (served) {
  const loaded = yield* Effect.promise(() => import("./ServeDouble.ts"))
  return yield* loaded.serveDouble(served)
})
