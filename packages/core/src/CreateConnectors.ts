/** The use case: create several connectors at once. */
import type { DomainJoinConnector, NewDomainJoinConnectorInput } from "@odj/domain"
import { Effect, Result } from "effect"
import { type ConnectorInput, type InvalidConnector, validate } from "./ConnectorInput.ts"
import { ConnectorStore, type CreateFailure, type CreateResult } from "./ConnectorStore.ts"

/** The outcome of one of several creates. */
export type CreateConnectorResult = Result.Result<DomainJoinConnector, CreateFailure | InvalidConnector>

/**
 * Validates the inputs, and creates the connectors in the {@link ConnectorStore}. Returns one result for each input, in
 * the same order.
 *
 * The result of an invalid input is `InvalidConnector`. The store is called once for all valid inputs, or not at all if no
 * input is valid. The effect itself never fails.
 *
 * @example
 * ```ts
 * import { createConnectors } from "@odj/core"
 * import { exampleConnector } from "@odj/domain"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 * import { Effect, Result } from "effect"
 *
 * const invalid: unknown = { state: "activ" }
 * const create = createConnectors<unknown>([exampleConnector, invalid])
 * const results = await Effect.runPromise(Effect.provide(create, MemoryConnectorStore.layer))
 * console.log(results.map(Result.isSuccess).join(" ")) // => true false
 * ```
 */
export const createConnectors = Effect.fnUntraced(function* <Given = NewDomainJoinConnectorInput>(
  inputs: ReadonlyArray<ConnectorInput<Given>>,
) {
  const checked = inputs.map((input) => validate(input))
  const connectors = checked.filter(Result.isSuccess).map(({ success }) => success)
  const store = yield* ConnectorStore
  const created = (connectors.length === 0 ? [] : yield* store.createMany(connectors)).values()
  return checked.map(
    (result): CreateConnectorResult =>
      // The store returns one result for each connector.
      Result.isFailure(result) ? Result.fail(result.failure) : (created.next().value as CreateResult),
  )
})
