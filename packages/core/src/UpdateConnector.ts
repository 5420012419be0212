/** The use case: change a connector. */
import type { DomainJoinConnectorPatch, DomainJoinConnectorPatchInput } from "@odj/domain"
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { type PatchInput, validatePatch } from "./ConnectorInput.ts"
import { ConnectorStore } from "./ConnectorStore.ts"

/**
 * Applies a valid patch to the connector with that id in the {@link ConnectorStore}, and returns the connector after the
 * change. Fails with a failure of the store, such as `ConnectorNotFound`.
 */
export const patchConnector = Effect.fnUntraced(function* (id: string, patch: DomainJoinConnectorPatch) {
  const store = yield* ConnectorStore
  return yield* store.update(yield* possibleId(id), patch)
})

/**
 * Validates the input, updates the connector with that id in the {@link ConnectorStore} and returns it after the change.
 *
 * Fails with `InvalidConnector` before the store is called, or as {@link patchConnector} does.
 *
 * @example
 * ```ts
 * import { createConnector, updateConnector } from "@odj/core"
 * import { exampleConnector } from "@odj/domain"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const { id } = yield* createConnector(exampleConnector)
 *   return yield* updateConnector(id, { state: "inactive" })
 * })
 * const updated = await Effect.runPromise(Effect.provide(program, MemoryConnectorStore.layer))
 * console.log(updated.state) // => inactive
 * ```
 */
export const updateConnector = Effect.fnUntraced(function* <Given = DomainJoinConnectorPatchInput>(
  id: string,
  input: PatchInput<Given>,
) {
  return yield* patchConnector(id, yield* Effect.fromResult(validatePatch(id, input)))
})
