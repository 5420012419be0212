/** The use case: change a connector. */
import { Effect } from "effect"
import { knownId } from "./ConnectorId.ts"
import { validatePatch } from "./ConnectorInput.ts"
import { ConnectorStore } from "./ConnectorStore.ts"

/**
 * Changes what the input gives of the connector of that id in the {@link ConnectorStore}, and answers it as it is then.
 *
 * Fails with `InvalidConnector` before the store is asked, or with what the store fails with, `ConnectorNotFound` among
 * it.
 */
export const updateConnector = Effect.fnUntraced(function* (id: string, input: unknown) {
  const patch = yield* Effect.fromResult(validatePatch(id, input))
  const store = yield* ConnectorStore
  return yield* store.update(yield* knownId(id), patch)
})
