/** The directory of a server. The reader of grants is loaded only for a server that has them. */
import { Effect } from "effect"
import { type Directory, openDirectory } from "./Directory.ts"
import type { GrantsInvalid } from "./GrantsInvalid.ts"
import type { GrantsInput } from "./ReadGrants.ts"

export const openedDirectory = Effect.fnUntraced(function* (
  grants: GrantsInput | undefined,
): Effect.fn.Return<Directory, GrantsInvalid> {
  if (grants === undefined) return openDirectory
  const { loadGrants } = yield* Effect.promise(() => import("./ReadGrants.ts"))
  const { makeGrantedDirectory } = yield* Effect.promise(() => import("./GrantedDirectory.ts"))
  return makeGrantedDirectory(yield* loadGrants(grants))
})
