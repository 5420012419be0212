/** The use case: change a connector. */
import type {
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  DomainJoinConnectorPatchInput,
} from "@odj/domain"
import { Effect } from "effect"
import { possibleId } from "./ConnectorId.ts"
import { type InvalidConnector, type PatchInput, validatePatch } from "./ConnectorInput.ts"
import { ConnectorStore, type EntityFailure } from "./ConnectorStore.ts"

const patchConnectorIn = (
  store: ConnectorStore["Service"],
  id: string,
  patch: DomainJoinConnectorPatch,
): Effect.Effect<DomainJoinConnector, EntityFailure> =>
  Effect.flatMapEager(possibleId(id), (id) => store.update(id, patch))

/** Like {@link updateConnector}, in this store. */
export const updateConnectorIn = <Given = DomainJoinConnectorPatchInput>(
  store: ConnectorStore["Service"],
  id: string,
  input: PatchInput<Given>,
): Effect.Effect<DomainJoinConnector, InvalidConnector | EntityFailure> =>
  Effect.flatMapEager(Effect.fromResult(validatePatch(id, input)), (patch) =>
    patchConnectorIn(store, id, patch),
  )

/**
 * Applies a valid patch to the connector with that id in the {@link ConnectorStore}, and returns the connector after the
 * change. Fails with a failure of the store, such as `ConnectorNotFound`.
 */
export const patchConnector = (id: string, patch: DomainJoinConnectorPatch) =>
  Effect.flatMap(ConnectorStore, (store) => patchConnectorIn(store, id, patch))

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
export const updateConnector = <Given = DomainJoinConnectorPatchInput>(
  id: string,
  input: PatchInput<Given>,
) => Effect.flatMap(ConnectorStore, (store) => updateConnectorIn(store, id, input))
