/** The use case: change a connector. */
import type { DomainJoinConnectorPatch, DomainJoinConnectorPatchInput } from "@odj/domain"
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { type PatchInput, validatePatch } from "./ConnectorInput.ts"
import { ConnectorStore } from "./ConnectorStore.ts"

/**
 * Applies a valid patch to the connector of that id in the {@link ConnectorStore}, and returns it as it is then. Fails as
 * the store fails, `ConnectorNotFound` among it.
 */
export const patchConnector = Effect.fnUntraced(function* (id: string, patch: DomainJoinConnectorPatch) {
  const store = yield* ConnectorStore
  return yield* store.update(yield* possibleId(id), patch)
})

/**
 * Changes what the input gives of the connector of that id in the {@link ConnectorStore}, and returns it as it is then.
 *
 * Fails with `InvalidConnector` before the store is asked, or as {@link patchConnector} does.
 */
export const updateConnector = Effect.fnUntraced(function* <Given = DomainJoinConnectorPatchInput>(
  id: string,
  input: PatchInput<Given>,
) {
  return yield* patchConnector(id, yield* Effect.fromResult(validatePatch(id, input)))
})
